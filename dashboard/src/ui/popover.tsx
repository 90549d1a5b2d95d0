import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'
import { cx } from './cx.ts'

/** A small layer beside `trigger` (a button) for something to look at; Escape and a press outside close it. */
export function Popover({ trigger, title, side = 'top', align = 'end', className, children }: {
  trigger: ReactElement<Record<string, unknown>>
  title: string
  side?: 'top' | 'bottom' | 'left' | 'right'
  align?: 'start' | 'center' | 'end'
  className?: string
  children: ReactNode
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={6} collisionPadding={8} className="z-50">
          <Base.Popup className={cx('float-layer max-h-(--available-height) w-[min(20rem,calc(100vw-1rem))] overflow-y-auto rounded-lg p-3 animate-appear outline-none', className)}>
            <Base.Title className="mb-2 text-sm font-semibold">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
