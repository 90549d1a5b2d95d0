import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export interface Tab<T extends string> {
  value: T
  label: string
  /** Shown beside the label, "99+" above 99. */
  count?: number | undefined
  /** Left out when the tabs only filter something that is drawn elsewhere. */
  content?: ReactNode
}

export function Tabs<T extends string>({ label, value, tabs, onChange, className, panelClassName }: {
  label: string
  value: T
  tabs: Tab<T>[]
  onChange: (value: T) => void
  className?: string
  panelClassName?: string
}) {
  return (
    <Base.Root value={value} onValueChange={(next: T) => onChange(next)}>
      <Base.List aria-label={label} className={cx('flex gap-4 overflow-x-auto border-b border-border [scrollbar-width:none]', className)}>
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className={cx(
              'relative flex h-9 shrink-0 items-center gap-1.5 rounded-sm text-sm font-medium text-text-2 outline-offset-[-2px]! transition-colors touch:h-11',
              'hover:text-text data-active:text-text data-active:after:absolute data-active:after:inset-x-0 data-active:after:bottom-0 data-active:after:h-0.5 data-active:after:bg-accent',
            )}
          >
            {tab.label}
            {tab.count !== undefined && <span className="figures text-xs font-normal text-text-3">{tab.count > 99 ? '99+' : tab.count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map(
        (tab) =>
          tab.content !== undefined && (
            <Base.Panel key={tab.value} value={tab.value} className={cx('outline-none', panelClassName)}>
              {tab.content}
            </Base.Panel>
          ),
      )}
    </Base.Root>
  )
}
