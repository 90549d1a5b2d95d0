import { ChevronDown } from 'lucide-react'
import { cx } from './cx.ts'
import { inputClass } from './field.tsx'
import { type Choice, Menu, MenuTicks } from './menu.tsx'

/** Some of several, in a menu that stays open; the button says which. Ones that are not offered any more are shown as they are. */
export function ManyChoice({ label, values, choices, none, onChange }: { label: string; values: string[]; choices: Choice<string>[]; none: string; onChange: (values: string[]) => void }) {
  const all = [...choices, ...values.filter((value) => !choices.some((choice) => choice.value === value)).map((value) => ({ value, label: value }))]
  const chosen = all.filter(({ value }) => values.includes(value)).map((choice) => choice.label).join(', ')
  return (
    <Menu
      className="w-(--anchor-width) max-w-md"
      trigger={
        <button type="button" aria-label={`${label}: ${chosen || 'nothing chosen'}`} className={cx(inputClass, 'flex h-9 items-center gap-2 text-start touch:h-11')}>
          <span className={cx('min-w-0 flex-1 truncate', !chosen && 'text-text-3')}>{chosen || 'Choose'}</span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-text-3" />
        </button>
      }
    >
      <MenuTicks label={label} none={none} choices={all} isOn={(value) => values.includes(value)} onChange={(value, on) => onChange(on ? [...values, value] : values.filter((each) => each !== value))} />
    </Menu>
  )
}
