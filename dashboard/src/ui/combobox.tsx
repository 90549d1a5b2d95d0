import { Combobox as Base } from '@base-ui/react/combobox'
import { Check, ChevronDown } from 'lucide-react'
import { cx } from './cx.ts'
import { inputClass, useFieldControl } from './field.tsx'

/** One of many, found by typing. Inside a Field it takes the field's label; elsewhere give `label`. */
export function Combobox({ value, options, onChange, label, search = 'Search', none = 'Nothing has that in it.' }: {
  value: string
  options: { value: string; label: string }[]
  onChange: (value: string) => void
  label?: string
  /** Names the field that is typed into. */
  search?: string
  none?: string
}) {
  const chosen = options.find((option) => option.value === value) ?? { value, label: value }
  return (
    <Base.Root items={options} value={chosen} onValueChange={(next) => next && onChange(next.value)} isItemEqualToValue={(one, other) => one.value === other.value} limit={60}>
      <Base.Trigger
        {...useFieldControl()}
        aria-label={label}
        className={cx(inputClass, 'flex h-9 items-center gap-2 text-start select-none data-popup-open:border-focus touch:h-11')}
      >
        <span className="min-w-0 flex-1 truncate">{chosen.label}</span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-text-3" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup aria-label={search} className="float-layer flex max-h-[min(20rem,var(--available-height))] w-(--anchor-width) flex-col rounded-lg animate-appear outline-none">
            <div className="border-b border-border p-1">
              <Base.Input aria-label={search} placeholder={search} className={cx(inputClass, 'h-9 touch:h-11')} />
            </div>
            <Base.Empty className="px-3 py-3 text-sm text-text-2 empty:hidden">{none}</Base.Empty>
            <Base.List className="min-h-0 overflow-y-auto p-1 empty:hidden">
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
