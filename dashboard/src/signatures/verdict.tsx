import { CircleCheck, CircleX } from 'lucide-react'
import type { Verdict } from './queries.ts'

export function VerdictBox({ verdict: { valid, reason, explanation } }: { verdict: Verdict }) {
  const Icon = valid ? CircleCheck : CircleX
  return (
    <div role="status" ref={(element) => element?.scrollIntoView({ block: 'nearest' })} className={`flex items-start gap-3 rounded-lg border bg-surface-2 px-4 py-3 ${valid ? 'border-success/50' : 'border-danger/50'}`}>
      <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${valid ? 'text-success' : 'text-danger'}`} />
      <div className="min-w-0">
        <p className="text-base font-semibold">{valid ? 'It fits' : 'It does not fit'}</p>
        <p className="mt-0.5 text-pretty text-text-2 [overflow-wrap:anywhere]">{explanation}</p>
        <p className="mt-1 font-mono text-xs text-text-3">{reason}</p>
      </div>
    </div>
  )
}
