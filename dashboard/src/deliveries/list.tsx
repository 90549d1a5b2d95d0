import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, Send } from 'lucide-react'
import { useSession } from '../session.ts'
import { EmptyState } from '../ui/empty_state.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { More } from '../ui/more.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { type DeliveryFilter, endpointKey } from './filter.ts'
import { deliveriesQuery, endpointsQuery } from './queries.ts'
import { DeliveryStateMark } from './state_mark.tsx'
import type { Delivery } from './wire.ts'
import { Age, Since } from './when.tsx'
import { endpointName, times } from './words.ts'

/** Deliveries, newest first; the next page comes when the end comes near. */
export function DeliveryList({ filter, withEndpoint = true }: { filter: DeliveryFilter; withEndpoint?: boolean }) {
  const { accountId } = useSession()
  const list = useInfiniteQuery(deliveriesQuery(accountId, filter))
  const { data, error, refetch } = list
  const { data: endpoints } = useQuery(endpointsQuery(accountId))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={6} label="Loading deliveries" />
  const held = new Set((endpoints ?? []).filter((one) => one.paused_at || one.disabled_at).map(endpointKey))
  const rows = data.pages.flatMap(({ payload }) => payload)
  if (rows.length === 0) {
    return (
      <div className="rounded-lg border border-border">
        <EmptyState level={2} icon={<Send aria-hidden />} title="No deliveries here" text="Nothing was posted that fits these filters. Deliveries that are done are kept for some weeks." />
      </div>
    )
  }
  return (
    <>
      <ul aria-label="Deliveries" className="divide-y divide-border overflow-hidden rounded-lg border border-border">
        {rows.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} withEndpoint={withEndpoint} isHeld={held.has(endpointKey(delivery.endpoint))} />
        ))}
      </ul>
      <More list={list} what="deliveries" />
    </>
  )
}

function DeliveryRow({ delivery, withEndpoint, isHeld }: { delivery: Delivery; withEndpoint: boolean; isHeld: boolean }) {
  const { accountId } = useSession()
  const { attempts, replays, conversation_id, last_error, next_attempt_at, state } = delivery
  const facts = [
    withEndpoint && endpointName(delivery),
    conversation_id !== null && `Conversation ${conversation_id}`,
    attempts > 1 && times(attempts, 'try').replace(/trys$/, 'tries'),
    replays > 0 && `sent again ${replays === 1 ? 'once' : `${replays} times`}`,
  ].filter(Boolean)
  return (
    <li className="[contain-intrinsic-size:auto_60px] [content-visibility:auto]">
      <Link
        to="/app/accounts/$accountId/settings/integrations/deliveries/$deliveryId"
        params={{ accountId: String(accountId), deliveryId: String(delivery.id) }}
        className="@container flex items-center gap-3 px-4 py-2.5 outline-offset-[-2px]! transition-colors hover:bg-hover"
      >
        <span className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 @lg:grid-cols-[7rem_1fr]">
          <span className="flex items-center justify-between gap-2">
            <DeliveryStateMark state={state} tries={attempts} />
            <span className="text-sm text-text-2 @lg:hidden">
              <Age at={delivery.created_at} />
            </span>
          </span>
          <span className="min-w-0">
            <span className="block font-mono text-sm [overflow-wrap:anywhere]">{delivery.event}</span>
            <span className="block text-sm text-text-2 [overflow-wrap:anywhere]">{facts.join(' · ')}</span>
            {last_error && state !== 'delivered' && <span className="line-clamp-2 text-sm text-danger [overflow-wrap:anywhere]">{last_error}</span>}
            {isHeld && state === 'pending' && <span className="block text-sm text-text-2">Waits until the endpoint is resumed</span>}
            {next_attempt_at && attempts > 0 && !isHeld && (
              <span className="block text-sm text-text-2">
                Next try <Since at={next_attempt_at} />
              </span>
            )}
          </span>
        </span>
        <span className="text-sm text-text-2 max-sm:hidden">
          <Age at={delivery.created_at} />
        </span>
        <ChevronRight aria-hidden className="size-4 shrink-0 text-text-3 rtl:rotate-180" />
      </Link>
    </li>
  )
}
