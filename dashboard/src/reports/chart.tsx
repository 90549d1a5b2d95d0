import type { Metric, Point } from './queries.ts'
import type { Period } from './span.ts'
import { periodWords, shown, whenText } from './words.ts'

/** A bar a period, and a line where the same one of the time before was. What is drawn is also a table, for readers without eyes for it. */
export function PeriodChart({ metric, title, period, points, before }: { metric: Metric; title: string; period: Period; points: Point[]; before: Point[] }) {
  const most = Math.max(...points.map(({ value }) => value), ...before.map(({ value }) => value), 0)
  const share = (value: number) => (most === 0 ? 0 : (value / most) * 100)
  const middle = points[Math.floor(points.length / 2)]
  const beforeOf = (index: number) => before[index + Math.max(0, before.length - points.length)]
  return (
    <figure aria-label={title} className="rounded-lg border border-border p-4">
      <div aria-hidden className="relative flex h-40 items-end gap-px border-b border-border">
        <span className="figures absolute start-0 top-0 z-10 rounded-sm bg-surface/80 pe-1 text-xs text-text-3">{shown(metric, most)}</span>
        {points.map((point, index) => {
          const earlier = beforeOf(index)
          return (
            <span
              key={point.timestamp}
              title={`${whenText(period, point.timestamp)}: ${shown(metric, point.value)}${earlier ? `, before ${shown(metric, earlier.value)}` : ''}`}
              className="group/bar relative flex h-full min-w-0 flex-1 items-end hover:bg-hover"
            >
              <span className="mx-auto w-full max-w-8 rounded-t-sm bg-accent group-hover/bar:bg-accent-hover" style={{ height: `${point.value === 0 ? 0 : Math.max(2, share(point.value))}%` }} />
              {earlier && earlier.value > 0 && <span className="absolute inset-x-0 mx-auto h-0.5 max-w-8 bg-text-3 outline-1 outline-surface" style={{ bottom: `calc(${share(earlier.value)}% - 1px)` }} />}
            </span>
          )
        })}
      </div>
      <div aria-hidden className="figures mt-1 flex justify-between text-xs text-text-3">
        {[...new Set([points[0], middle, points.at(-1)])].map((point) => point && <span key={point.timestamp}>{whenText(period, point.timestamp)}</span>)}
      </div>
      <p aria-hidden className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-text-2">
        <span className="flex items-center gap-1.5">
          <span className="size-2.5 rounded-sm bg-accent" />
          {title}
        </span>
        <span className="flex items-center gap-1.5">
          <span className="h-0.5 w-3 bg-text-3" />
          The time before
        </span>
      </p>
      <details className="mt-3">
        <summary className="w-fit rounded-sm text-sm text-text-2 hover:text-text touch:py-3">As a table</summary>
        <table className="figures mt-2 w-full max-w-md text-sm">
          <thead>
            <tr className="text-start text-xs text-text-2">
              <th className="py-1 text-start font-medium">{periodWords[period].one}</th>
              <th className="py-1 text-end font-medium">{title}</th>
              <th className="py-1 text-end font-medium">Before</th>
            </tr>
          </thead>
          <tbody>
            {points.map((point, index) => (
              <tr key={point.timestamp} className="border-t border-border">
                <td className="py-1">{whenText(period, point.timestamp)}</td>
                <td className="py-1 text-end">{shown(metric, point.value)}</td>
                <td className="py-1 text-end text-text-2">{shown(metric, beforeOf(index)?.value ?? null)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
