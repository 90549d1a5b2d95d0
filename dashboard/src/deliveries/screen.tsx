import { useNavigate, useSearch } from '@tanstack/react-router'
import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { NotAllowed } from '../frame/not_found.tsx'
import { Page, Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { CheckSignatureLink } from '../signatures/link.tsx'
import { Button } from '../ui/button.tsx'
import { Endpoints } from './endpoints.tsx'
import { endpointKey, type DeliveryFilter } from './filter.ts'
import { DeliveryFilters } from './filters.tsx'
import { DeliveryList } from './list.tsx'
import { ReplayDialog, ReplayProgress } from './replay.tsx'

const route = '/app/accounts/$accountId/settings/integrations/deliveries'

/** The ledger of callbacks: who gets them and how that goes, then every delivery. */
export function DeliveriesScreen() {
  const { isAdministrator } = useSession()
  const { replay, ...filter } = useSearch({ from: route })
  const navigate = useNavigate({ from: route })
  if (!isAdministrator) return <NotAllowed what="Deliveries" />
  const go = (next: DeliveryFilter, replayId = replay) => void navigate({ search: { ...next, ...(replayId && { replay: replayId }) }, replace: true })
  return (
    <Page wide title="Deliveries" text="Every callback that was owed to somebody: when it was tried, what was answered, and what is still to come.">
      <Part title="Endpoints">
        <Endpoints key={filter.endpoint} only={filter.endpoint} onChoose={(endpoint) => go({ ...filter, endpoint: endpointKey(endpoint) })} />
      </Part>
      <Part title="Deliveries">
        <DeliveryLedger filter={filter} replay={replay} withEndpoint onFilter={(next) => go(next)} onReplay={(id) => void navigate({ search: { ...filter, ...(id && { replay: id }) }, replace: true })} />
      </Part>
    </Page>
  )
}

interface DeliveryLedgerProps {
  filter: DeliveryFilter
  /** Of a replay whose progress is shown. */
  replay: number | undefined
  /** False where the endpoint is given by the page. */
  withEndpoint: boolean
  onFilter: (filter: DeliveryFilter) => void
  onReplay: (id: number | undefined) => void
}

/** Filters, the list, and sending what has failed once more. */
export function DeliveryLedger({ filter, replay, withEndpoint, onFilter, onReplay }: DeliveryLedgerProps) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      {replay && <ReplayProgress key={replay} id={replay} onClose={() => onReplay(undefined)} />}
      <DeliveryFilters filter={filter} onChange={onFilter} withEndpoint={withEndpoint} />
      <div className="mb-3 flex flex-wrap gap-2">
        <Button icon={<RotateCcw aria-hidden />} onClick={() => setAsking(true)}>
          Send again…
        </Button>
        <CheckSignatureLink search={filter.endpoint ? { endpoint: filter.endpoint } : {}} />
      </div>
      <DeliveryList filter={filter} withEndpoint={withEndpoint} />
      <ReplayDialog open={asking} onOpenChange={setAsking} filter={filter} withEndpoint={withEndpoint} onStarted={onReplay} />
    </>
  )
}
