import type { Subject } from './conditions.ts'
import { ConditionValue } from './value.tsx'

/** Of what, and to what, something must have changed; each side may stay open. */
export function ChangedValue({ values, subject, number, onChange }: { values: unknown; subject: Subject; number: number; onChange: (values: unknown) => void }) {
  const { from = [], to = [] } = sidesOf(values)
  const keep = (sides: { from: unknown[]; to: unknown[] }) => onChange(sides.from.length + sides.to.length === 0 ? [] : sides)
  return (
    <>
      <div className="grid min-w-0 gap-1">
        <span className="text-xs text-text-2">From, if it matters</span>
        <ConditionValue operator="equal_to" values={from} subject={subject} label={`From what condition ${number} changes`} onChange={(next) => keep({ from: next, to })} />
      </div>
      <div className="grid min-w-0 gap-1">
        <span className="text-xs text-text-2">To, if it matters</span>
        <ConditionValue operator="equal_to" values={to} subject={subject} label={`To what condition ${number} changes`} onChange={(next) => keep({ from, to: next })} />
      </div>
    </>
  )
}

function sidesOf(values: unknown): { from?: unknown[]; to?: unknown[] } {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return {}
  const { from, to } = values as { from?: unknown; to?: unknown }
  return { ...(Array.isArray(from) && { from }), ...(Array.isArray(to) && { to }) }
}
