import { CircleAlert, Eye, EyeOff } from 'lucide-react'
import { createContext, type ComponentProps, type ReactNode, useContext, useId, useState } from 'react'
import { cx } from './cx.ts'

interface FieldParts {
  id: string
  describedBy: string | undefined
  invalid: boolean
  required: boolean
}
const FieldContext = createContext<FieldParts | null>(null)

/** A label over one control, with a hint that stays and an error that says what to do. */
export function Field({ label, hint, error, required = false, optional = false, hideLabel = false, className, children }: {
  label: string
  hint?: ReactNode
  error?: string | null | undefined
  required?: boolean
  /** Says "optional" beside the label. */
  optional?: boolean
  hideLabel?: boolean
  className?: string
  children: ReactNode
}) {
  const id = useId()
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
  return (
    <FieldContext value={{ id, describedBy, invalid: Boolean(error), required }}>
      <div className={cx('flex min-w-0 flex-col gap-1.5', className)}>
        <label htmlFor={id} className={cx('text-sm font-medium text-text', hideLabel && 'sr-only')}>
          {label}
          {optional && <span className="ms-1.5 font-normal text-text-3">optional</span>}
        </label>
        {children}
        {error && (
          <p id={`${id}-error`} role="alert" className="flex items-start gap-1.5 text-sm text-danger">
            <CircleAlert aria-hidden className="mt-px size-4 shrink-0" />
            {error}
          </p>
        )}
        {hint && (
          <div id={`${id}-hint`} className="text-sm text-text-2">
            {hint}
          </div>
        )}
      </div>
    </FieldContext>
  )
}

/** Props that tie a control of one's own to the Field around it. */
export function useFieldControl() {
  const field = useContext(FieldContext)
  if (!field) return {}
  return {
    id: field.id,
    'aria-describedby': field.describedBy,
    'aria-invalid': field.invalid || undefined,
    'aria-required': field.required || undefined,
  }
}

export const inputClass = cx(
  'w-full min-w-0 rounded-md border border-border-strong bg-surface px-3 text-base text-text transition-colors',
  'hover:border-text-3 focus:border-focus focus:outline-1 focus:outline-offset-0 focus:outline-focus',
  'aria-invalid:border-danger aria-invalid:focus:outline-danger disabled:cursor-not-allowed disabled:border-border disabled:bg-surface-2 disabled:text-text-3',
)

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...useFieldControl()} className={cx(inputClass, 'h-9 touch:h-11', className)} {...rest} />
}

/** Several lines; it grows with its text up to a height. */
export function TextArea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...useFieldControl()} rows={rows} className={cx(inputClass, 'field-sizing-content max-h-80 min-h-20 py-2', className)} {...rest} />
}

export function PasswordInput({ className, ...rest }: ComponentProps<'input'>) {
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <div className="relative">
      <TextInput type={shown ? 'text' : 'password'} spellCheck={false} autoCapitalize="none" className={cx('pe-10', className)} {...rest} />
      <button
        type="button"
        aria-label={shown ? 'Hide password' : 'Show password'}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 end-0 grid w-10 place-items-center rounded-md text-text-3 hover:text-text"
      >
        <Icon aria-hidden className="size-4" />
      </button>
    </div>
  )
}
