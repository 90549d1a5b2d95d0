import type { ReactNode } from 'react'
import { cx } from './cx.ts'

type Tone = 'plain' | 'accent' | 'success' | 'warning' | 'danger'

export function Badge({ tone = 'plain', icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  const colour = {
    plain: 'bg-surface-3 text-text-2',
    accent: 'bg-accent-soft text-accent-text',
    success: 'bg-surface-3 text-success',
    warning: 'bg-surface-3 text-warning',
    danger: 'bg-surface-3 text-danger',
  }[tone]
  return (
    <span className={cx('inline-flex h-5 min-w-0 items-center gap-1 rounded-sm px-1.5 text-2xs font-medium whitespace-nowrap [&>svg]:size-3', colour)}>
      {icon}
      {children}
    </span>
  )
}

/** Unread and waiting counts; the true number is kept for the tooltip and the screen reader. */
export function CountBadge({ count, max = 99, what }: { count: number; max?: number; what: string }) {
  if (count <= 0) return null
  return (
    <span title={`${count} ${what}`} className="figures inline-grid h-[18px] min-w-[18px] place-items-center rounded-full bg-accent px-1 text-2xs font-semibold text-on-accent">
      <span aria-hidden>{count > max ? `${max}+` : count}</span>
      <span className="sr-only">{`${count} ${what}`}</span>
    </span>
  )
}
