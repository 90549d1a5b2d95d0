import { useQueryClient } from '@tanstack/react-query'
import { dropUnsent } from './outbox.ts'
import { failureOf } from './delivery.tsx'
import { sendAgain } from './send.ts'
import type { ShownMessage } from './timeline.ts'

/** What went wrong, and for a message that never left what to do about it. */
export function FailureLine({ message, userId }: { message: ShownMessage; userId: number }) {
  const client = useQueryClient()
  const { unsent } = message
  const action = 'rounded-sm font-medium text-accent-text hover:underline touch:py-2'
  return (
    <p className="max-w-md space-x-2 px-1 text-xs text-danger">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {unsent ? 'Not sent: ' : 'Not delivered: '}
        {failureOf(message)}
      </span>
      {unsent && (
        <>
          <button type="button" className={action} onClick={() => void sendAgain(client, unsent, userId)}>
            Send again
          </button>
          <button type="button" className={action} onClick={() => dropUnsent(unsent)}>
            Discard
          </button>
        </>
      )}
    </p>
  )
}
