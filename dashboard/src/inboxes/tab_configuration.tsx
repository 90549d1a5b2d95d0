import { say } from '../brand.ts'
import { aDay, OverlapEnd, RotateButton } from '../endpoints/rotate.tsx'
import { CallbackSecret } from '../endpoints/secret.tsx'
import { Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { CodeBlock } from '../ui/code_block.tsx'
import { CopyField } from '../ui/copy.tsx'
import { useOptimistic } from '../ui/optimistic.ts'
import { toast } from '../ui/toast.tsx'
import type { Inbox } from '../wire.ts'
import { resetInboxSecret, rotateHmacToken, updateInbox } from './queries.ts'
import { identitySnippet } from './snippet_text.ts'
import { Snippets } from './snippets.tsx'

export function ConfigurationTab({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const token = inbox.hmac_token ?? ''
  return (
    <>
      <Part title={say('Inbox Identifier')} text={say('Names this inbox in every address of the client API. It is public.')}>
        <div className="max-w-xl">
          <CopyField label="Identifier" value={inbox.inbox_identifier} />
        </div>
      </Part>
      <Part
        title="User Identity Validation"
        text="Your server signs a customer's identifier with this key, so that nobody can claim to be somebody else. It is not the webhook secret."
      >
        <div className="flex max-w-xl flex-col gap-5">
          <div className="flex flex-col gap-1.5">
            <CopyField
              key={token}
              label="HMAC token"
              value={token}
              secret
              actions={
                <RotateButton
                  what="HMAC token"
                  usually={aDay}
                  rotate={(overlap) => rotateHmacToken(accountId, inbox.id, overlap)}
                  atOnce="From now on only hashes made with the new token are accepted. Customers whose app still shows an old hash are not recognised."
                  during="Until then hashes made with either token are accepted, so your server can change over while customers' apps go on."
                />
              }
            />
            <OverlapEnd until={inbox.previous_hmac_token_until}>{(when) => `Hashes of the old token are accepted until ${when}.`}</OverlapEnd>
          </div>
          <EnforceIdentity inbox={inbox} />
        </div>
        <div className="mt-5">
          <CodeBlock {...identitySnippet(token)} shown={identitySnippet('•'.repeat(12)).code} />
        </div>
      </Part>
      <Part title="Callbacks" text={say('The secret that signs what is posted to the Webhook URL.')}>
        <div className="max-w-xl">
          <CallbackSecret label="Webhook Secret" endpoint={inbox} rotate={(overlap) => resetInboxSecret(accountId, inbox.id, overlap)} />
        </div>
      </Part>
      <Part title="Snippets" text={say('Filled with the values of this inbox.')}>
        <Snippets inbox={inbox} />
      </Part>
    </>
  )
}

function EnforceIdentity({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const [enforced, enforce] = useOptimistic(inbox.hmac_mandatory, async (next: boolean) => {
    await updateInbox(accountId, inbox.id, { channel: { hmac_mandatory: next } })
    toast(next ? 'Identity validation is enforced' : 'Identity validation is no longer enforced', {
      action: { label: 'Undo', onPress: () => enforce(!next) },
    })
  })
  return (
    <Checkbox
      label="Enforce User Identity Validation"
      hint="Requests that cannot be verified are refused."
      checked={enforced}
      onChange={(event) => enforce(event.target.checked)}
    />
  )
}
