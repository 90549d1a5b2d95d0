import { useLocation, useSearch } from '@tanstack/react-router'
import { ChevronDown } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { cx } from '../ui/cx.ts'

/** What the conversations screen shows now, or null on other screens. */
export function useConversationsView() {
  const { pathname } = useLocation()
  const search = useSearch({ strict: false })
  if (!pathname.includes('/conversations')) return null
  const { inbox_id, team_id, label, view, filter, conversation_type } = search
  const isNarrowed = [inbox_id, team_id, label, view, filter, conversation_type].some((one) => one !== undefined)
  return { type: search.assignee_type ?? 'all', inboxId: inbox_id, teamId: team_id, label, folderId: view, kind: conversation_type, isNarrowed }
}

/** A titled part of the rail. It folds, and stays so on this device. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const key = `parley.folded.${title}`
  const [isFolded, setFolded] = useState(() => localStorage.getItem(key) !== null)
  const id = useId()
  const fold = () => {
    if (isFolded) localStorage.removeItem(key)
    else localStorage.setItem(key, 'yes')
    setFolded(!isFolded)
  }
  return (
    <section aria-labelledby={id}>
      <h2 className="max-lg:sr-only">
        <button type="button" id={id} aria-expanded={!isFolded} onClick={fold} className="group/fold flex min-h-6 w-full items-center gap-1 rounded-md px-2 pb-0.5 text-start text-xs font-medium text-text-3 hover:text-text">
          <span className="min-w-0 flex-1 truncate">{title}</span>
          <ChevronDown aria-hidden className={cx('size-3.5 shrink-0 transition-transform', isFolded ? '-rotate-90' : 'opacity-0 group-hover/fold:opacity-100 group-focus-visible/fold:opacity-100')} />
        </button>
      </h2>
      <ul className={cx('space-y-0.5', isFolded && 'lg:hidden')}>{children}</ul>
    </section>
  )
}

export function RailLink({ active = false, children }: { active?: boolean; children: ReactNode }) {
  return (
    <li
      data-active={active || undefined}
      ref={active ? showActive : undefined}
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

/** The rail may be longer than the window. */
const showActive = (element: HTMLLIElement | null) => element?.scrollIntoView({ block: 'nearest' })
