import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { Button, IconButton } from './button.tsx'
import { cx } from './cx.ts'
import { Field, TextInput } from './field.tsx'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  children?: ReactNode
  /** Buttons at the end, the main one last. */
  footer?: ReactNode
  width?: 'sm' | 'md'
}

/** The cursor starts in the first field; on touch, and without a field, the dialog itself has the focus. */
export function Dialog({ open, onOpenChange, title, description, children, footer, width = 'sm' }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim animate-appear" />
        <Base.Popup
          ref={popup}
          initialFocus={() => (matchMedia('(pointer: coarse)').matches ? null : popup.current?.querySelector<HTMLElement>('input, textarea')) ?? popup.current}
          className={cx(
            'fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col',
            'rounded-xl border border-float-line bg-surface shadow-dialog outline-none animate-appear',
            width === 'sm' ? 'max-w-md' : 'max-w-xl',
          )}
        >
          <div className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-md font-semibold text-balance">{title}</Base.Title>
              {description && <Base.Description className="mt-1 text-text-2">{description}</Base.Description>}
            </div>
            <Base.Close render={<IconButton label="Close" size="sm" className="-me-1.5" children={<X />} />} />
          </div>
          {children && <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-4">{children}</div>}
          {footer && <div className="flex flex-wrap justify-end gap-2 border-t border-border px-5 py-3">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

export interface ConfirmDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description: ReactNode
  /** A verb, such as "Delete inbox". */
  action: string
  /** When given, this text must be typed before the action can be pressed. */
  typeToConfirm?: string
  busy?: boolean
  error?: string | null | undefined
  onConfirm: () => void
}

/** For what cannot be undone. Everything else happens at once and offers "Undo" in a toast. */
export function ConfirmDialog({ typeToConfirm, action, busy = false, error, onConfirm, ...dialog }: ConfirmDialogProps) {
  const [typed, setTyped] = useState('')
  const ready = typeToConfirm === undefined || typed.trim() === typeToConfirm.trim()
  const close = (open: boolean) => {
    setTyped('')
    dialog.onOpenChange(open)
  }
  return (
    <Dialog
      {...dialog}
      onOpenChange={close}
      footer={
        <>
          <Button onClick={() => close(false)}>Cancel</Button>
          <Button look="danger" busy={busy} disabled={!ready} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {(typeToConfirm !== undefined || error) && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (ready && !busy) onConfirm()
          }}
        >
          {typeToConfirm === undefined ? (
            <p role="alert" className="text-sm text-danger">{error}</p>
          ) : (
            <Field label={`Type “${typeToConfirm}” to confirm`} error={error}>
              <TextInput value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} />
            </Field>
          )}
        </form>
      )}
    </Dialog>
  )
}
