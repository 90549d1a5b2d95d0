import { CopyField } from '../ui/copy.tsx'
import { aDay, OverlapEnd, RotateButton } from './rotate.tsx'

interface Signed {
  secret?: string
  previous_secret_until?: string | null
}

/** What callbacks are signed with, and its replacement. */
export function CallbackSecret({ label, endpoint, rotate }: { label: string; endpoint: Signed; rotate: (overlap: number) => Promise<unknown> }) {
  return (
    <div className="flex flex-col gap-1.5">
      <CopyField
        key={endpoint.secret}
        label={label}
        value={endpoint.secret ?? ''}
        secret
        hint="Signs every callback."
        actions={
          <RotateButton
            what={label.toLowerCase()}
            usually={aDay}
            rotate={rotate}
            atOnce="From now on only the new secret fits. Your receiver refuses callbacks until it has it; refused ones are tried again."
            during="Until then each callback has two signatures: X-Chatwoot-Signature is made with the new secret, X-Chatwoot-Signature-Previous with the old one. Accept either, and nothing is lost while you change over."
          />
        }
      />
      <OverlapEnd until={endpoint.previous_secret_until}>{(when) => `The old secret signs beside this one until ${when}.`}</OverlapEnd>
    </div>
  )
}
