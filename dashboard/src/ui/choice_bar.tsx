import { useId } from 'react'
import type { Choice } from './menu.tsx'

/** One of a few, all in view; a group of radio buttons to the keyboard. */
export function ChoiceBar<T extends string>({ label, value, choices, onChange }: { label: string; value: T; choices: Choice<T>[]; onChange: (value: T) => void }) {
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className="inline-flex max-w-full flex-wrap gap-1 rounded-lg bg-surface-3 p-1">
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="relative flex h-8 cursor-pointer items-center gap-2 rounded-md px-3 text-sm text-text-2 transition-colors hover:text-text has-checked:bg-raised has-checked:font-medium has-checked:text-text has-checked:shadow-[0_1px_2px_rgb(0_0_0/.12)] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus touch:h-11 [&>svg]:size-4"
        >
          <input type="radio" name={name} value={choice.value} checked={value === choice.value} onChange={() => onChange(choice.value)} className="absolute inset-0 cursor-pointer appearance-none rounded-md outline-none!" />
          {choice.icon}
          {choice.label}
        </label>
      ))}
    </div>
  )
}
