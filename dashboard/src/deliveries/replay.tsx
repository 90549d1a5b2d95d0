import { useMutation, useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleX, LoaderCircle, X } from 'lucide-react'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { queryClient } from '../query_client.ts'
import { useSession } from '../session.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ChoiceBar } from '../ui/choice_bar.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { type DeliveryFilter, endpointQuery, fromLocalInput, periods, toLocalInput } from './filter.ts'
import { EndpointChoice } from './filters.tsx'
import { replayQuery, type ReplayRange, startReplay } from './queries.ts'
import { replayText } from './words.ts'

interface ReplayDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** What the list shows is where the choice begins. */
  filter: DeliveryFilter
  withEndpoint: boolean
  onStarted: (replayId: number) => void
}

export function ReplayDialog({ onStarted, filter, withEndpoint, ...dialog }: ReplayDialogProps) {
  const formId = useId()
  const { accountId } = useSession()
  const starting = useMutation({
    mutationFn: (range: ReplayRange) => startReplay(accountId, range),
    onSuccess: ({ id }) => {
      dialog.onOpenChange(false)
      onStarted(id)
    },
  })
  return (
    <Dialog
      {...dialog}
      title="Send deliveries again"
      description="Each goes out under its own delivery id once more, so that receivers can drop what they already have."
      footer={
        <>
          <Button onClick={() => dialog.onOpenChange(false)}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" busy={starting.isPending}>
            Send again
          </Button>
        </>
      }
    >
      <ReplayForm id={formId} filter={filter} withEndpoint={withEndpoint} error={starting.error} onSubmit={starting.mutate} />
    </Dialog>
  )
}

type What = 'failed' | 'conversation'

function ReplayForm({ id, filter, withEndpoint, error, onSubmit }: { id: string; filter: DeliveryFilter; withEndpoint: boolean; error: unknown; onSubmit: (range: ReplayRange) => void }) {
  const [what, setWhat] = useState<What>(filter.conversation_id ? 'conversation' : 'failed')
  const [since, setSince] = useState(() => toLocalInput(startOf(filter)))
  const [endpoint, setEndpoint] = useState(filter.endpoint)
  const [conversation, setConversation] = useState(String(filter.conversation_id ?? ''))
  const [tried, setTried] = useState(false)
  const from = fromLocalInput(since)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (what === 'conversation' && Number(conversation) > 0) onSubmit({ conversation_id: Number(conversation) })
    if (what === 'failed' && from !== null) onSubmit({ since: from, ...endpointQuery(endpoint), ...(filter.event && { event: filter.event }) })
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
      <ChoiceBar<What>
        label="What to send again"
        value={what}
        onChange={setWhat}
        choices={[{ value: 'failed', label: 'All that failed' }, { value: 'conversation', label: 'One conversation' }]}
      />
      {what === 'failed' ? (
        <>
          <Field label="Failed since" required error={tried && from === null ? 'Choose a time.' : null} hint={filter.event ? `Only ${filter.event}, as the list is filtered.` : null}>
            <TextInput type="datetime-local" value={since} onChange={(event) => setSince(event.target.value)} />
          </Field>
          {withEndpoint && (
            <Field label="Endpoint">
              <EndpointChoice inForm value={endpoint} onChange={setEndpoint} />
            </Field>
          )}
        </>
      ) : (
        <Field label="Conversation number" required error={tried && !(Number(conversation) > 0) ? 'Enter its number.' : null} hint="Everything of it goes out again, to every endpoint.">
          <TextInput inputMode="numeric" value={conversation} onChange={(event) => setConversation(event.target.value.replaceAll(/\D/g, '').slice(0, 12))} />
        </Field>
      )}
      <FormError error={error} />
    </form>
  )
}

/** Seconds; the last day when the list is not narrowed to a time. */
function startOf({ period, since }: DeliveryFilter): number {
  if (since !== undefined) return since
  return Math.floor(Date.now() / 1000) - (period === undefined || period === 'range' ? 86_400 : periods[period])
}

/** How far a replay has got, for as long as its id stands in the address. */
export function ReplayProgress({ id, onClose }: { id: number; onClose: () => void }) {
  const { accountId } = useSession()
  const { data, error } = useQuery(replayQuery(accountId, id))
  const isFinished = data?.state === 'finished'
  useEffect(() => {
    if (isFinished) void queryClient.invalidateQueries({ queryKey: ['deliveries', accountId, 'list'] })
  }, [isFinished, accountId])
  if (!data && !error) return null
  const text = data ? replayText(data) : (error?.message ?? '')
  return (
    <div className="mb-3 rounded-lg border border-border bg-surface-2 px-3 py-2.5 text-sm">
      <div className="flex items-center gap-2.5">
        {error ? <CircleX aria-hidden className="size-4 shrink-0 text-danger" /> : isFinished ? <CircleCheck aria-hidden className="size-4 shrink-0 text-success" /> : <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin text-text-2" />}
        <p role="status" className="figures min-w-0 flex-1">{text}</p>
        <IconButton label="Dismiss" size="sm" className="-my-1 -me-1.5" onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </div>
      {data && data.total > 0 && !isFinished && (
        <progress aria-label="Sent again" max={data.total} value={data.done} className="mt-2 block h-1.5 w-full appearance-none overflow-hidden rounded-full [&::-webkit-progress-bar]:bg-surface-3 [&::-webkit-progress-value]:bg-accent [&::-moz-progress-bar]:bg-accent bg-surface-3" />
      )}
    </div>
  )
}
