import { Check } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from './cx.ts'

/** A tick box whose whole line can be pressed. */
export function Checkbox({ label, hint, className, disabled, ...rest }: Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode; hint?: ReactNode }) {
  const id = useId()
  return (
    <label className={cx('relative flex items-start gap-2.5', disabled ? 'cursor-not-allowed text-text-3' : 'cursor-pointer', className)}>
      <TickBox disabled={disabled} aria-describedby={hint ? id : undefined} className="mt-0.5" {...rest} />
      <span className="min-w-0">
        <span className="block text-base">{label}</span>
        {hint && (
          <span id={id} className="mt-0.5 block text-sm text-text-2">
            {hint}
          </span>
        )}
      </span>
    </label>
  )
}

/** The box alone, for rows that are their own label. */
export function TickBox({ className, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  return (
    <span className={cx('relative grid size-4 shrink-0 place-items-center', className)}>
      <input
        type="checkbox"
        className="peer absolute size-4 cursor-[inherit] appearance-none rounded-sm border border-border-strong bg-surface transition-colors checked:border-accent checked:bg-accent disabled:border-border disabled:bg-surface-3"
        {...rest}
      />
      <Check aria-hidden strokeWidth={3} className="pointer-events-none relative size-3 text-on-accent opacity-0 peer-checked:opacity-100" />
    </span>
  )
}
