import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { useFieldControl } from './field.tsx'

export interface Option<T extends string> {
  value: T
  label: string
  icon?: ReactNode
  hint?: string
}

/** One of a few. Inside a Field it takes the field's label; elsewhere give `label`. */
export function Select<T extends string>({ value, options, onChange, label, size = 'lg', disabled, className }: {
  value: T
  options: Option<T>[]
  onChange: (value: T) => void
  label?: string
  size?: 'sm' | 'md' | 'lg'
  disabled?: boolean
  className?: string
}) {
  const chosen = options.find((option) => option.value === value)
  return (
    <Base.Root items={options} value={value} onValueChange={(next) => next !== null && onChange(next)} disabled={disabled} modal={false}>
      <Base.Trigger
        {...useFieldControl()}
        aria-label={label}
        className={cx(
          'flex min-w-0 items-center gap-2 rounded-md border border-border-strong bg-surface text-start text-text transition-colors select-none',
          'hover:border-text-3 data-disabled:cursor-not-allowed data-disabled:border-border data-disabled:bg-surface-2 data-disabled:text-text-3',
          { sm: 'h-7 px-2 text-sm touch:h-9', md: 'h-8 px-2.5 text-sm touch:h-11', lg: 'h-9 px-3 text-base touch:h-11' }[size],
          className,
        )}
      >
        {chosen?.icon}
        <Base.Value className="min-w-0 flex-1 truncate">{chosen?.label ?? 'Choose'}</Base.Value>
        <Base.Icon>
          <ChevronDown aria-hidden className="size-4 text-text-3" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} collisionPadding={8} alignItemWithTrigger={false} className="z-50 outline-none">
          <Base.Popup className="float-layer max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto rounded-lg p-1 animate-appear outline-none">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm outline-none select-none data-highlighted:bg-surface-3 touch:min-h-11"
              >
                {option.icon}
                <span className="min-w-0 flex-1">
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.hint && <span className="block text-xs text-text-2">{option.hint}</span>}
                </span>
                <Base.ItemIndicator className="text-accent-text">
                  <Check aria-hidden className="size-4" />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
