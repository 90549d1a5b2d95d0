import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Send } from 'lucide-react'
import { say } from '../brand.ts'
import { Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { buttonClass } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import type { Inbox } from '../wire.ts'
import { EndpointRow } from './endpoints.tsx'
import { type DeliveryFilter, endpointKey, readFilter } from './filter.ts'
import { endpointsQuery } from './queries.ts'
import { DeliveryLedger } from './screen.tsx'
import { TestEvent } from './test_event.tsx'

const route = '/app/accounts/$accountId/settings/inboxes/$inboxId'

/** The callback of one inbox: how it stands, a test, and its deliveries. */
export function InboxDeliveries({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const search = useSearch({ from: route })
  const navigate = useNavigate({ from: route })
  const { data } = useQuery(endpointsQuery(accountId))
  const own = { kind: 'inbox', id: inbox.id }
  const endpoint = data?.find(({ kind, id }) => kind === own.kind && id === own.id)
  const { endpoint: _, ...chosen } = readFilter({ ...search })
  const filter: DeliveryFilter = { ...chosen, endpoint: endpointKey(own) }
  const go = ({ endpoint: _own, ...next }: DeliveryFilter, replay: number | undefined) =>
    void navigate({ search: { tab: 'deliveries', ...next, ...(replay && { replay }) }, replace: true })
  return (
    <>
      {inbox.webhook_url ? (
        <>
          {endpoint && (
            <Part title="Callback">
              <ul className="overflow-hidden rounded-lg border border-border">
                <EndpointRow endpoint={endpoint} />
              </ul>
            </Part>
          )}
          <Part title="Send test event" text="Posted now and signed as any other, with the header X-Parley-Test. It changes no message and is not kept below.">
            <TestEvent inboxId={inbox.id} />
          </Part>
        </>
      ) : (
        <EmptyState
          icon={<Send aria-hidden />}
          title={say('This inbox has no callback')}
          text={say('Set a Webhook URL, and what your team answers is posted to it.')}
          action={
            <Link to={route} params={{ accountId: String(accountId), inboxId: String(inbox.id) }} search={{ tab: 'settings' }} className={buttonClass()}>
              Go to Settings
            </Link>
          }
        />
      )}
      <Part title="Deliveries">
        <DeliveryLedger filter={filter} replay={search.replay} withEndpoint={false} onFilter={(next) => go(next, search.replay)} onReplay={(id) => go(filter, id)} />
      </Part>
    </>
  )
}
