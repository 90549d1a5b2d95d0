import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { ApiError } from '../api.ts'
import { Button } from './button.tsx'

/** Something could not be loaded: what happened, and a way to try again. */
export function ErrorState({ error, onRetry, title = 'This could not be loaded' }: { error: unknown; onRetry?: () => void; title?: string | undefined }) {
  return (
    <div role="alert" className="grid h-full place-items-center px-6 py-12 text-center">
      <div className="max-w-sm">
        <CircleAlert aria-hidden className="mx-auto mb-2 size-6 text-danger" />
        <p className="text-base font-semibold">{title}</p>
        <p className="mt-1 text-text-2 break-words">{error instanceof Error ? error.message : String(error)}</p>
        {error instanceof ApiError && error.requestId && <p className="mt-1 font-mono text-xs text-text-3">{error.requestId}</p>}
        {onRetry && (
          <Button className="mt-4" onClick={onRetry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  )
}

/** A refused form: the server's words over the buttons; what was typed is kept. */
export function FormError({ error }: { error: unknown }) {
  if (!error) return null
  return (
    <Notice tone="danger" role="alert">
      {error instanceof Error ? error.message : String(error)}
    </Notice>
  )
}

export function Notice({ tone = 'plain', icon, role, children }: { tone?: 'plain' | 'danger' | 'warning'; icon?: ReactNode; role?: string; children: ReactNode }) {
  const mark = tone === 'danger' ? <CircleAlert aria-hidden className="text-danger" /> : icon
  const colour = { plain: 'border-border bg-surface-2', danger: 'border-danger/40 bg-surface-2', warning: 'border-note-border bg-note text-note-text' }[tone]
  return (
    <div role={role} className={`flex items-start gap-2.5 rounded-lg border px-3 py-2.5 text-sm [&>svg]:mt-px [&>svg]:size-4 [&>svg]:shrink-0 ${colour}`}>
      {mark}
      <div className="min-w-0 flex-1 break-words">{children}</div>
    </div>
  )
}
