import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'
import { ApiError } from '../api.ts'
import { NotAllowed } from '../frame/not_found.tsx'
import { BackMark, backLinkClass, Page, Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { CheckSignatureLink } from '../signatures/link.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy.tsx'
import { ErrorState, Notice } from '../ui/error_state.tsx'
import { SkeletonForm } from '../ui/skeleton.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { Attempts } from './attempts.tsx'
import { SignedBody } from './exchange.tsx'
import { endpointKey } from './filter.ts'
import { deliveryQuery, endpointsQuery, replayDelivery } from './queries.ts'
import { DeliveryStateMark } from './state_mark.tsx'
import type { ShownDelivery } from './wire.ts'
import { Exactly } from './when.tsx'
import { endpointName, kindText, standingOf } from './words.ts'

const list = '/app/accounts/$accountId/settings/integrations/deliveries'
const linkClass = 'text-accent-text hover:underline'

/** One delivery: what was sent, to whom, every try and its answer. */
export function DeliveryScreen() {
  const { accountId, isAdministrator } = useSession()
  const id = Number(useParams({ from: `${list}/$deliveryId` }).deliveryId)
  const { data, error, refetch } = useQuery({ ...deliveryQuery(accountId, id), enabled: isAdministrator })
  if (!isAdministrator) return <NotAllowed what="Deliveries" />
  const back = (
    <Link to={list} params={{ accountId: String(accountId) }} className={backLinkClass}>
      <BackMark />
      Deliveries
    </Link>
  )
  return (
    <Page wide title={data?.event ?? 'Delivery'} back={back} action={data && <SendAgain delivery={data} />}>
      {!data && !error && <SkeletonForm fields={4} />}
      {!data && error && <ErrorState title={error instanceof ApiError && error.status === 404 ? 'There is no such delivery' : undefined} error={error} onRetry={() => void refetch()} />}
      {data && <Shown delivery={data} />}
    </Page>
  )
}

function Shown({ delivery }: { delivery: ShownDelivery }) {
  // All tries post the same bytes, so they are shown once.
  const body = delivery.attempts_made.at(-1)?.request.body
  return (
    <>
      <Part title="State">
        <Held delivery={delivery} />
        <Facts delivery={delivery} />
      </Part>
      <Part title="Attempts">
        <Attempts attempts={delivery.attempts_made} />
      </Part>
      {body !== undefined && (
        <Part title="Body" text="The same bytes in every try. The signature is made over them as they stand, so verify before you parse.">
          <SignedBody body={body} />
          <div className="mt-4">
            <CheckSignatureLink search={{ endpoint: endpointKey(delivery.endpoint), delivery: delivery.id }} />
          </div>
        </Part>
      )}
    </>
  )
}

function Facts({ delivery }: { delivery: ShownDelivery }) {
  const { accountId } = useSession()
  const { state, attempts, conversation_id, next_attempt_at, settled_at, replayed_at, replays, endpoint } = delivery
  const params = { accountId: String(accountId) }
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[9rem_1fr]">
      <Fact name="State"><DeliveryStateMark state={state} tries={attempts} /></Fact>
      {next_attempt_at && <Fact name="Next attempt">{attempts === 0 ? 'When its turn comes' : <Exactly at={next_attempt_at} />}</Fact>}
      <Fact name="Endpoint">
        <Link to={list} params={params} search={{ endpoint: endpointKey(endpoint) }} className={linkClass}>{endpointName(delivery)}</Link>
        <span className="block text-sm text-text-2">{kindText(endpoint.kind)}</span>
        {endpoint.url && <span className="block font-mono text-xs break-all text-text-2">{endpoint.url}</span>}
      </Fact>
      {conversation_id !== null && (
        <Fact name="Conversation">
          <Link to="/app/accounts/$accountId/conversations/$conversationId" params={{ ...params, conversationId: String(conversation_id) }} className={linkClass}>
            Conversation {conversation_id}
          </Link>
        </Fact>
      )}
      <Fact name="Delivery id"><Copied text={delivery.uuid} what="delivery id" /></Fact>
      <Fact name="Event id"><Copied text={String(delivery.event_id)} what="event id" /></Fact>
      <Fact name="Created"><Exactly at={delivery.created_at} /></Fact>
      {replayed_at && <Fact name="Sent again"><Exactly at={replayed_at} />{replays > 1 && ` (${replays} times in all)`}</Fact>}
      {settled_at && <Fact name="Settled"><Exactly at={settled_at} /></Fact>}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 sm:col-span-2 sm:grid-cols-subgrid">
      <dt className="text-sm text-text-2">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}

const Copied = ({ text, what }: { text: string; what: string }) => (
  <span className="inline-flex max-w-full items-center gap-1">
    <span className="min-w-0 font-mono text-sm break-all">{text}</span>
    <CopyButton text={text} label={`Copy the ${what}`} />
  </span>
)

/** Why it does not move although it waits. */
function Held({ delivery: { state, endpoint } }: { delivery: ShownDelivery }) {
  const { accountId } = useSession()
  const { data } = useQuery(endpointsQuery(accountId))
  const known = data?.find(({ kind, id }) => kind === endpoint.kind && id === endpoint.id)
  const standing = known && standingOf(known)
  if (state !== 'pending' || (standing !== 'paused' && standing !== 'disabled')) return null
  return (
    <div className="mb-4">
      <Notice tone="warning">{`The endpoint is ${standing === 'paused' ? 'paused' : 'switched off'}. This goes out when it is resumed.`}</Notice>
    </div>
  )
}

function SendAgain({ delivery }: { delivery: ShownDelivery }) {
  const { accountId } = useSession()
  const sending = useMutation({
    mutationFn: () => replayDelivery(accountId, delivery.id),
    onSuccess: () => toast('On its way again, under the same delivery id', { tone: 'success' }),
    onError: toastError,
  })
  return (
    <Button look={delivery.state === 'failed' ? 'primary' : 'secondary'} icon={<RotateCcw aria-hidden />} busy={sending.isPending} onClick={() => sending.mutate()}>
      {delivery.state === 'pending' ? 'Send now' : 'Send again'}
    </Button>
  )
}
