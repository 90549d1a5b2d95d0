import { useMutation, useQueryClient } from '@tanstack/react-query'
import { retryMessage } from '../deliveries/retry.ts'
import { patchQueries } from '../replay.ts'
import { useSession } from '../session.ts'
import { toast, toastError } from '../ui/toast.tsx'
import type { Message } from '../wire.ts'
import { dropUnsent } from './outbox.ts'
import { failureOf } from './delivery.tsx'
import { threadKey } from './queries.ts'
import { sendAgain } from './send.ts'
import { changeMessage, type ThreadData } from './thread_data.ts'
import type { ShownMessage } from './timeline.ts'

const action = 'rounded-sm font-medium text-accent-text hover:underline touch:py-2'

/** What went wrong, and what to do about it. */
export function FailureLine({ message }: { message: ShownMessage }) {
  const client = useQueryClient()
  const { unsent } = message
  return (
    <p className="max-w-md space-x-2 px-1 text-xs text-danger">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {unsent ? 'Not sent: ' : 'Not delivered: '}
        {failureOf(message)}
      </span>
      {unsent ? (
        <>
          <button type="button" className={action} onClick={() => void sendAgain(client, unsent)}>
            Send again
          </button>
          <button type="button" className={action} onClick={() => dropUnsent(unsent)}>
            Discard
          </button>
        </>
      ) : (
        <Retry message={message} />
      )}
    </p>
  )
}

/** Really posts the callback again, and says what came of it. */
function Retry({ message }: { message: ShownMessage }) {
  const client = useQueryClient()
  const { accountId } = useSession()
  const retrying = useMutation({
    mutationFn: () => retryMessage(accountId, message),
    onError: toastError,
    onSuccess: ({ message: sent, outcome }) => {
      patchQueries<ThreadData>(client, threadKey(accountId, message.conversation_id), (thread) => (isNewer(thread, sent) ? changeMessage(thread, sent) : thread))
      void client.invalidateQueries({ queryKey: ['deliveries', accountId, 'message', message.id] })
      void outcome.then(({ text, isGood }) => toast(text, { tone: isGood ? 'success' : 'danger' }))
    },
  })
  return (
    <button type="button" className={action} aria-disabled={retrying.isPending || undefined} onClick={() => !retrying.isPending && retrying.mutate()}>
      {retrying.isPending ? 'Retrying…' : 'Retry'}
    </button>
  )
}

/** The next failure may be told before the answer to the retry is here. Times are ISO 8601. */
function isNewer({ messages }: ThreadData, { id, updated_at = '' }: Message): boolean {
  return (messages.find((known) => known.id === id)?.updated_at ?? '') <= updated_at
}
