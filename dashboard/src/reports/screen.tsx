import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { NotAllowed } from '../frame/not_found.tsx'
import { Page, Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { buttonClass } from '../ui/button.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { Select } from '../ui/select.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { PeriodChart } from './chart.tsx'
import { ReportControls } from './controls.tsx'
import { Groups } from './groups.tsx'
import { HeatMap } from './heat_map.tsx'
import { figureClass, Now } from './now.tsx'
import { csvPath, type Figures, type Metric, seriesQuery, summaryQuery, type Wanted, wantedOf } from './queries.ts'
import { daysIn, type Period, periodOf, periodsFor, type ReportsSearch, spanBefore } from './span.ts'
import { change, metricChoices, periodWords, shown, spanText } from './words.ts'

/** How things stand now, and how a time went. */
export function ReportsScreen() {
  const { accountId, isAdministrator } = useSession()
  const search = useSearch({ from: '/app/accounts/$accountId/reports' })
  const navigate = useNavigate({ from: '/app/accounts/$accountId/reports' })
  if (!isAdministrator) return <NotAllowed what="Reports" />
  const wanted = wantedOf(search)
  const length = daysIn(wanted)
  const show = (next: ReportsSearch) => void navigate({ search: next, replace: true })
  return (
    <Page wide title="Reports">
      <Part title="Now">
        <Now />
      </Part>
      <Part title={spanText(search, wanted)} text={length === 1 ? 'With the day before for comparison.' : `With the ${length} days before for comparison.`}>
        <ReportControls search={search} onChange={show} />
        {search.type && !search.id ? <p className="rounded-lg border border-border px-4 py-6 text-center text-text-2">Choose whose figures you want to see.</p> : <Summary wanted={wanted} />}
      </Part>
      {!(search.type && !search.id) && (
        <>
          <Part title="Over time">
            <Series wanted={wanted} period={periodOf(search.group_by, wanted)} onPeriod={(group_by) => show({ ...search, group_by })} />
          </Part>
          <Part title="By weekday and hour" text="When there is most to do.">
            <HeatMap wanted={wanted} />
          </Part>
        </>
      )}
      <Part title="In detail" text={search.type ? 'Of the whole account.' : undefined}>
        <Groups wanted={wanted} />
      </Part>
      <Part title="Satisfaction" text="What customers answered when they were asked after a conversation.">
        <Link to="/app/accounts/$accountId/reports/csat" params={{ accountId: String(accountId) }} className={buttonClass()}>
          Show the answers
        </Link>
      </Part>
    </Page>
  )
}

function Summary({ wanted }: { wanted: Wanted }) {
  const { accountId } = useSession()
  const { data, error, refetch } = useQuery(summaryQuery(accountId, wanted))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-4">
        {metricChoices.map(({ value, label }) => (
          <div key={value} className={figureClass}>
            <dt className="text-sm text-text-2">{label}</dt>
            {data ? <Figure metric={value} now={data} before={data.previous} /> : <dd className="mt-1"><Skeleton className="late h-7 w-16" /></dd>}
          </div>
        ))}
      </dl>
      {wanted.type === 'account' && (
        <a href={csvPath(accountId, 'summary', wanted)} download className={`${buttonClass()} mt-3`}>
          <Download aria-hidden />
          Download summary as CSV
        </a>
      )}
    </>
  )
}

function Figure({ metric, now, before }: { metric: Metric; now: Figures; before: Figures }) {
  const turn = change(now[metric], before[metric])
  return (
    <>
      <dd className="figures mt-1 text-lg font-semibold">{shown(metric, now[metric])}</dd>
      <dd className="figures text-xs text-text-3">{turn === null ? `${shown(metric, before[metric])} before` : `${turn}, ${shown(metric, before[metric])} before`}</dd>
    </>
  )
}

function Series({ wanted, period, onPeriod }: { wanted: Wanted; period: Period; onPeriod: (period: Period) => void }) {
  const { accountId } = useSession()
  const [metric, setMetric] = useState<Metric>('conversations_count')
  const { data, error, refetch } = useQuery(seriesQuery(accountId, metric, wanted, period))
  const { data: before } = useQuery(seriesQuery(accountId, metric, { ...wanted, ...spanBefore(wanted) }, period))
  const title = metricChoices.find(({ value }) => value === metric)?.label ?? ''
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        <Select size="md" label="Figure" className="w-60 max-sm:w-full" value={metric} options={metricChoices} onChange={setMetric} />
        <Select size="md" label="By" className="w-32 max-sm:w-full" value={period} options={periodsFor(wanted).map((value) => ({ value, label: periodWords[value].by }))} onChange={onPeriod} />
      </div>
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? <PeriodChart metric={metric} title={title} period={period} points={data} before={before ?? []} /> : <Skeleton className="late h-48 w-full" />}
    </div>
  )
}
