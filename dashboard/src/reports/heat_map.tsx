import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { accountQuery } from '../account.ts'
import { useSession } from '../session.ts'
import { buttonClass } from '../ui/button.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { Select } from '../ui/select.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { heatOf, weekdays } from './heat.ts'
import { csvPath, seriesQuery, type Wanted } from './queries.ts'
import { countChoices } from './words.ts'

/** When there is much to do: by weekday and hour, on the clocks of the account. A table, whose colours repeat its numbers. */
export function HeatMap({ wanted }: { wanted: Wanted }) {
  const { accountId } = useSession()
  const [metric, setMetric] = useState(countChoices[0]!.value)
  const { data: account } = useQuery(accountQuery(accountId))
  const { data, error, refetch } = useQuery(seriesQuery(accountId, metric, wanted, 'hour'))
  const zone = account?.settings.reporting_timezone ?? undefined
  const title = countChoices.find(({ value }) => value === metric)?.label ?? ''
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Select size="md" label="What is counted" className="w-60 max-sm:w-full" value={metric} options={countChoices} onChange={setMetric} />
        {wanted.type === 'account' && (
          <a href={csvPath(accountId, 'traffic', wanted)} download className={buttonClass()}>
            <Download aria-hidden />
            Download traffic as CSV
          </a>
        )}
      </div>
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? <Table title={title} sums={heatOf(data, zone)} /> : <Skeleton className="late h-56 w-full" />}
    </div>
  )
}

function Table({ title, sums }: { title: string; sums: number[][] }) {
  const most = Math.max(1, ...sums.flat())
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div role="region" tabIndex={0} aria-label={`${title} by weekday and hour`} className="overflow-x-auto rounded-lg border border-border p-2 outline-offset-[-2px]!">
      <table className="figures w-full table-fixed border-separate border-spacing-0.5 text-2xs max-lg:min-w-[46rem]">
        <thead>
          <tr>
            <th scope="col" className="w-9">
              <span className="sr-only">Weekday</span>
            </th>
            {Array.from({ length: 24 }, (_, hour) => (
              <th key={hour} scope="col" className="pb-0.5 font-medium text-text-2">
                {String(hour).padStart(2, '0')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weekdays.map((day, index) => (
            <tr key={day}>
              <th scope="row" className="pe-1 text-start font-medium text-text-2">
                {day}
              </th>
              {sums[index]!.map((sum, hour) => (
                // oxlint-disable-next-line react/no-array-index-key -- hours have no other identity
                <td key={hour} title={`${day} ${String(hour).padStart(2, '0')}:00: ${sum.toLocaleString('en')}`} className="relative h-6 rounded-sm bg-surface-2 text-center">
                  <span aria-hidden className="absolute inset-0 rounded-sm bg-accent" style={{ opacity: (sum / most) * 0.4 }} />
                  <span className={sum === 0 ? 'sr-only' : 'relative'}>{sum.toLocaleString('en')}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
