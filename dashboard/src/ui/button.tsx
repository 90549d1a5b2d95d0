import { LoaderCircle } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import { Tooltip } from './tooltip.tsx'

export type ButtonLook = 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-ghost'
export type ButtonSize = 'sm' | 'md' | 'lg'

export interface ButtonProps extends ComponentProps<'button'> {
  look?: ButtonLook
  size?: ButtonSize
  /** Shows a turning mark and takes no further press; the label stays for its width. */
  busy?: boolean
  icon?: ReactNode
}

export function Button({ look = 'secondary', size = 'md', busy = false, icon, className, children, type = 'button', onClick, ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={cx(buttonClass(look, size), className)}
      {...rest}
    >
      {busy ? <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin" /> : icon}
      {children}
    </button>
  )
}

/** For links that look like a button. */
export const buttonClass = (look: ButtonLook = 'secondary', size: ButtonSize = 'md') =>
  cx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none transition-colors',
    'disabled:cursor-not-allowed disabled:text-text-3 [&>svg]:size-4 [&>svg]:shrink-0',
    !look.endsWith('ghost') && 'disabled:border-border disabled:bg-surface-3',
    sizes[size],
    looks[look],
  )

const sizes = {
  sm: 'h-7 px-2 text-sm touch:h-9',
  md: 'h-8 px-3 text-sm touch:h-11 touch:px-4',
  lg: 'h-9 px-4 text-base touch:h-11',
}

const looks = {
  primary: 'bg-accent text-on-accent not-disabled:hover:bg-accent-hover not-disabled:active:bg-accent-hover',
  secondary: 'border border-border bg-surface text-text not-disabled:hover:bg-hover not-disabled:active:bg-surface-3',
  ghost: 'text-text-2 not-disabled:hover:bg-hover not-disabled:hover:text-text not-disabled:active:bg-surface-3',
  danger: 'bg-danger-fill text-on-accent not-disabled:hover:bg-danger-hover not-disabled:active:bg-danger-hover',
  'danger-ghost': 'text-danger not-disabled:hover:bg-hover not-disabled:active:bg-surface-3',
}

export interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'children'> {
  /** Spoken name and tooltip. */
  label: string
  /** Key hint in the tooltip, e.g. "Alt+E". */
  hint?: string
  children: ReactNode
}

/** A square button with an icon alone; its tooltip gives the name. */
export function IconButton({ label, hint, look = 'ghost', size = 'md', className, children, ...rest }: IconButtonProps) {
  const square = { sm: 'w-7 touch:w-9', md: 'w-8 touch:w-11', lg: 'w-9 touch:w-11' }[size]
  return (
    <Tooltip text={label} hint={hint}>
      <Button look={look} size={size} aria-label={label} className={cx('px-0! touch:px-0!', square, className)} {...rest}>
        {children}
      </Button>
    </Tooltip>
  )
}
