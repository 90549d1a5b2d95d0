import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { cx } from './cx.ts'
import { Kbd } from './kbd.tsx'

/** Opens from `trigger` (a Button or IconButton); children are the Menu… parts below. */
export function Menu({ trigger, side = 'bottom', align = 'start', className, children, ...rest }: {
  trigger: ReactElement<Record<string, unknown>>
  side?: 'top' | 'bottom' | 'left' | 'right'
  align?: 'start' | 'center' | 'end'
  className?: string
  open?: boolean
  onOpenChange?: (open: boolean) => void
  children: ReactNode
}) {
  return (
    <Base.Root {...rest}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={4} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup className={cx('float-layer min-w-48 rounded-lg p-1 animate-appear outline-none', 'max-h-(--available-height) overflow-y-auto', className)}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

const itemClass = cx(
  'flex h-8 w-full cursor-default items-center gap-2 rounded-md px-2 text-sm text-text outline-none select-none touch:h-11',
  'data-highlighted:bg-surface-3 data-disabled:text-text-3 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-text-2',
)

export function MenuItem({ icon, hint, danger = false, children, ...rest }: {
  icon?: ReactNode
  hint?: string
  danger?: boolean
  disabled?: boolean
  onClick?: () => void
  /** The element to draw, such as a router link. */
  render?: ReactElement<Record<string, unknown>>
  children: ReactNode
}) {
  return (
    <Base.Item className={cx(itemClass, danger && 'text-danger [&>svg]:text-danger')} {...rest}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint && <Kbd>{hint}</Kbd>}
    </Base.Item>
  )
}

export const MenuSeparator = () => <Base.Separator className="mx-1 my-1 h-px bg-border" />

export interface Choice<T extends string> {
  value: T
  label: string
  icon?: ReactNode
}

/** One of several, with a tick at the chosen one. */
export function MenuChoices<T extends string>({ label, value, choices, onChange }: { label: string; value: T; choices: Choice<T>[]; onChange: (value: T) => void }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-1.5 pb-1 text-xs font-medium text-text-3">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next: T) => onChange(next)}>
        {choices.map((choice) => (
          <Base.RadioItem key={choice.value} value={choice.value} className={itemClass} closeOnClick>
            {choice.icon}
            <span className="min-w-0 flex-1 truncate">{choice.label}</span>
            <Base.RadioItemIndicator className="text-accent-text">
              <Check aria-hidden className="size-4" />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}

/** Several of many; the menu stays open while they are ticked. */
export function MenuTicks({ label, choices, none, isOn, onChange }: {
  label: string
  choices: Choice<string>[]
  /** Said when there is nothing to choose. */
  none: string
  isOn: (value: string) => boolean
  onChange: (value: string, on: boolean) => void
}) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-1.5 pb-1 text-xs font-medium text-text-3">{label}</Base.GroupLabel>
      {choices.length === 0 && <p className="max-w-64 px-2 pb-2 text-sm text-text-2">{none}</p>}
      {choices.map((choice) => (
        <MenuTick key={choice.value} icon={choice.icon} checked={isOn(choice.value)} onChange={(on) => onChange(choice.value, on)}>
          {choice.label}
        </MenuTick>
      ))}
    </Base.Group>
  )
}

/** Something that is on or off; the menu stays open. */
export function MenuTick({ checked, icon, onChange, children }: { checked: boolean; icon?: ReactNode; onChange: (on: boolean) => void; children: ReactNode }) {
  return (
    <Base.CheckboxItem checked={checked} onCheckedChange={(on) => onChange(on)} closeOnClick={false} className={itemClass}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      <Base.CheckboxItemIndicator className="text-accent-text">
        <Check aria-hidden className="size-4" />
      </Base.CheckboxItemIndicator>
    </Base.CheckboxItem>
  )
}
