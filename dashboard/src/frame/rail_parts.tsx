import { useLocation, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { cx } from '../ui/cx.ts'

/** What the conversations screen shows now, or null on other screens. */
export function useConversationsView() {
  const { pathname } = useLocation()
  const search = useSearch({ strict: false })
  if (!pathname.includes('/conversations')) return null
  const { inbox_id, team_id, label } = search
  return { type: search.assignee_type ?? 'all', inboxId: inbox_id, teamId: team_id, label, isNarrowed: inbox_id !== undefined || team_id !== undefined || label !== undefined }
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="px-2 pb-1 text-xs font-medium text-text-3 max-lg:sr-only">{title}</h2>
      <ul className="space-y-0.5">{children}</ul>
    </section>
  )
}

export function RailLink({ active = false, children }: { active?: boolean; children: ReactNode }) {
  return (
    <li
      data-active={active || undefined}
      className={cx(
        '[&>a]:flex [&>a]:h-[30px] [&>a]:items-center [&>a]:gap-2.5 [&>a]:rounded-md [&>a]:px-2 [&>a]:text-sm [&>a]:text-text-2 [&>a]:transition-colors',
        'max-lg:[&>a]:h-9 max-lg:[&>a]:justify-center [&_svg]:size-4 [&_svg]:shrink-0',
        active
          ? 'relative before:absolute before:inset-y-1.5 before:start-0 before:w-0.5 before:rounded-full before:bg-accent [&>a]:bg-selected [&>a]:font-medium [&>a]:text-text'
          : '[&>a:hover]:bg-surface-3 [&>a:hover]:text-text',
      )}
    >
      {children}
    </li>
  )
}

export const RailLabel = ({ children }: { children: ReactNode }) => <span className="min-w-0 flex-1 truncate max-lg:sr-only">{children}</span>

export function RailCount({ count }: { count: number | undefined }) {
  if (!count) return null
  return (
    <span title={String(count)} className="figures text-xs text-text-3 max-lg:hidden">
      {count > 99 ? '99+' : count}
    </span>
  )
}
