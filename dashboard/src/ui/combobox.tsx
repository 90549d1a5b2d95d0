import { Combobox as Base } from '@base-ui/react/combobox'
import { Check, ChevronDown } from 'lucide-react'
import { cx } from './cx.ts'
import { inputClass, useFieldControl } from './field.tsx'

/** One of many, found by typing. Inside a Field it takes the field's label; elsewhere give `label`. */
export function Combobox({ value, options, onChange, label, none = 'Nothing has that in it.' }: {
  value: string
  options: { value: string; label: string }[]
  onChange: (value: string) => void
  label?: string
  none?: string
}) {
  const chosen = options.find((option) => option.value === value) ?? { value, label: value }
  return (
    <Base.Root items={options} value={chosen} onValueChange={(next) => next && onChange(next.value)} isItemEqualToValue={(one, other) => one.value === other.value} limit={60}>
      <div className="relative">
        <Base.Input {...useFieldControl()} aria-label={label} className={cx(inputClass, 'h-9 pe-9 touch:h-11')} onFocus={(event) => event.target.select()} />
        <Base.Trigger aria-label="Show all" tabIndex={-1} className="absolute inset-y-0 end-0 grid w-9 place-items-center text-text-3">
          <ChevronDown aria-hidden className="size-4" />
        </Base.Trigger>
      </div>
      <Base.Portal>
        <Base.Positioner sideOffset={4} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup className="float-layer max-h-[min(20rem,var(--available-height))] w-(--anchor-width) overflow-y-auto rounded-lg p-1 animate-appear outline-none">
            <Base.Empty className="px-2 py-2 text-sm text-text-2 empty:hidden">{none}</Base.Empty>
            <Base.List>
              {(option: { value: string; label: string }) => (
                <Base.Item
                  key={option.value}
                  value={option}
                  className="flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm outline-none select-none data-highlighted:bg-surface-3 touch:min-h-11"
                >
                  <span className="min-w-0 flex-1 truncate">{option.label}</span>
                  <Base.ItemIndicator className="text-accent-text">
                    <Check aria-hidden className="size-4" />
                  </Base.ItemIndicator>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
