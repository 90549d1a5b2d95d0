import type { Metric, Point } from './queries.ts'
import { shown } from './words.ts'

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const dayOf = ({ timestamp }: Point) => day.format(timestamp * 1000)

/** A bar a day. What is drawn is also a table, for readers without eyes for it. */
export function DayChart({ metric, title, points }: { metric: Metric; title: string; points: Point[] }) {
  const most = Math.max(...points.map(({ value }) => value), 0)
  const middle = points[Math.floor(points.length / 2)]
  return (
    <figure aria-label={title} className="rounded-lg border border-border p-4">
      <div aria-hidden className="relative flex h-40 items-end gap-px border-b border-border">
        <span className="figures absolute start-0 top-0 rounded-sm bg-surface/80 pe-1 text-xs text-text-3">{shown(metric, most)}</span>
        {points.map((point) => (
          <span key={point.timestamp} title={`${dayOf(point)}: ${shown(metric, point.value)}`} className="group/bar flex h-full min-w-0 flex-1 items-end hover:bg-hover">
            <span className="mx-auto w-full max-w-8 rounded-t-sm bg-accent group-hover/bar:bg-accent-hover" style={{ height: most === 0 ? 0 : `${Math.max(point.value === 0 ? 0 : 2, (point.value / most) * 100)}%` }} />
          </span>
        ))}
      </div>
      <div aria-hidden className="figures mt-1 flex justify-between text-xs text-text-3">
        {[points[0], middle, points.at(-1)].map((point) => point && <span key={point.timestamp}>{dayOf(point)}</span>)}
      </div>
      <details className="mt-3">
        <summary className="w-fit rounded-sm text-sm text-text-2 hover:text-text touch:py-3">As a table</summary>
        <table className="figures mt-2 w-full max-w-sm text-sm">
          <thead>
            <tr className="text-start text-xs text-text-2">
              <th className="py-1 text-start font-medium">Day</th>
              <th className="py-1 text-end font-medium">{title}</th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.timestamp} className="border-t border-border">
                <td className="py-1">{dayOf(point)}</td>
                <td className="py-1 text-end">{shown(metric, point.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
