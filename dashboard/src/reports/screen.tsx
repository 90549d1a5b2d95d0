import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { NotAllowed } from '../frame/not_found.tsx'
import { Page, Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { buttonClass } from '../ui/button.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { Select } from '../ui/select.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { DayChart } from './chart.tsx'
import { Groups } from './groups.tsx'
import { days, type Days, type Figures, liveQuery, type Metric, seriesQuery, summaryQuery } from './queries.ts'
import { change, metricChoices, shown } from './words.ts'

/** How things stand now, and how the last weeks went. */
export function ReportsScreen() {
  const { accountId, isAdministrator } = useSession()
  const [length, setLength] = useState<Days>(7)
  if (!isAdministrator) return <NotAllowed what="Reports" />
  const choice = (
    <Select
      size="md"
      label="Time"
      className="w-36"
      value={String(length)}
      options={days.map((count) => ({ value: String(count), label: `Last ${count} days` }))}
      onChange={(next) => setLength(Number(next) as Days)}
    />
  )
  return (
    <Page wide title="Reports" action={choice}>
      <Part title="Now">
        <Live />
      </Part>
      <Part title={`Last ${length} days`} text={`With the ${length} days before for comparison.`}>
        <Summary length={length} />
      </Part>
      <Part title="Day by day">
        <Series length={length} />
      </Part>
      <Part title="In detail">
        <Groups length={length} />
      </Part>
      <Part title="Satisfaction" text="What customers answered when they were asked after a conversation.">
        <Link to="/app/accounts/$accountId/reports/csat" params={{ accountId: String(accountId) }} className={buttonClass()}>
          Show the answers
        </Link>
      </Part>
    </Page>
  )
}

export const figureClass = 'rounded-lg border border-border px-4 py-3'

function Live() {
  const { accountId } = useSession()
  const { data, error, refetch } = useQuery(liveQuery(accountId))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const figures = [['Open', data?.open], ['Unattended', data?.unattended], ['Unassigned', data?.unassigned], ['Pending', data?.pending]] as const
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      {figures.map(([name, value]) => (
        <div key={name} className={figureClass}>
          <dt className="text-sm text-text-2">{name}</dt>
          <dd className="figures mt-1 text-xl font-semibold">{value === undefined ? <Skeleton className="late h-8 w-12" /> : value.toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  )
}

function Summary({ length }: { length: Days }) {
  const { accountId } = useSession()
  const { data, error, refetch } = useQuery(summaryQuery(accountId, length))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-4">
      {metricChoices.map(({ value, label }) => (
        <div key={value} className={figureClass}>
          <dt className="text-sm text-text-2">{label}</dt>
          {data ? <Figure metric={value} now={data} before={data.previous} /> : <dd className="mt-1"><Skeleton className="late h-7 w-16" /></dd>}
        </div>
      ))}
    </dl>
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

function Series({ length }: { length: Days }) {
  const { accountId } = useSession()
  const [metric, setMetric] = useState<Metric>('conversations_count')
  const { data, error, refetch } = useQuery(seriesQuery(accountId, metric, length))
  const title = metricChoices.find(({ value }) => value === metric)?.label ?? ''
  return (
    <div className="flex flex-col gap-3">
      <Select size="md" label="Figure" className="w-60 max-sm:w-full" value={metric} options={metricChoices} onChange={setMetric} />
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? <DayChart metric={metric} title={title} points={data} /> : <Skeleton className="late h-48 w-full" />}
    </div>
  )
}
