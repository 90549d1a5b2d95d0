import { Link } from '@tanstack/react-router'
import { Compass, Lock } from 'lucide-react'
import { brand, say } from '../brand.ts'
import { buttonClass } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { ErrorState } from '../ui/error_state.tsx'

export function NotFound() {
  return (
    <main className="h-full bg-canvas">
      <EmptyState
        level={1}
        icon={<Compass aria-hidden />}
        title="There is nothing at this address"
        text="The link may be old, or what it led to was deleted."
        action={<Link to="/" className={buttonClass()}>Go to conversations</Link>}
      />
    </main>
  )
}

export function LoadFailed({ error }: { error: unknown }) {
  return (
    <main className="h-full bg-canvas">
      <ErrorState title={`${brand().name} could not be opened`} error={error} onRetry={() => location.reload()} />
    </main>
  )
}

/** For addresses that the person's role may not use. */
export function NotAllowed({ what }: { what: string }) {
  return <EmptyState level={1} icon={<Lock aria-hidden />} title="Administrators only" text={say(`${what} can be changed by administrators of this account. Ask one of them.`)} />
}
