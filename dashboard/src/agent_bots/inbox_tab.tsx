import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { say } from '../brand.ts'
import { useSession } from '../session.ts'
import { buttonClass } from '../ui/button.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { SkeletonForm } from '../ui/skeleton.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import type { Inbox } from '../wire.ts'
import { botsQuery, inboxBotQuery, setInboxBot } from './queries.ts'

/** Which bot answers first in an inbox. */
export function BotTab({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const bots = useQuery(botsQuery(accountId))
  const current = useQuery(inboxBotQuery(accountId, inbox.id))
  const choosing = useMutation({
    mutationFn: (id: number | null) => setInboxBot(accountId, inbox.id, id),
    onSuccess: (_, id) => toast(id === null ? 'People answer first again' : 'The bot answers first from now on', { tone: 'success' }),
    onError: toastError,
  })
  const failed = bots.error ?? current.error
  if (failed) return <ErrorState error={failed} onRetry={() => void Promise.all([bots.refetch(), current.refetch()])} />
  if (!bots.data || current.data === undefined) return <SkeletonForm fields={1} />
  return (
    <div className="flex max-w-xl flex-col gap-4">
      <Field label="Bot" hint={say('New conversations of this inbox are pending while the bot answers; they are opened for people when it hands over, or when a bot is no longer there.')}>
        <Select
          value={String(choosing.isPending ? (choosing.variables ?? '') : (current.data?.id ?? ''))}
          options={[{ value: '', label: 'No bot' }, ...bots.data.map(({ id, name }) => ({ value: String(id), label: name ?? `Bot ${id}` }))]}
          onChange={(id) => choosing.mutate(id === '' ? null : Number(id))}
        />
      </Field>
      <div>
        <Link to="/app/accounts/$accountId/settings/agent-bots" params={{ accountId: String(accountId) }} className={buttonClass()}>
          {bots.data.length === 0 ? 'Add a bot' : 'All bots'}
        </Link>
      </div>
    </div>
  )
}
