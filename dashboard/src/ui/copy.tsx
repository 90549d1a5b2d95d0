import { Check, Copy, Eye, EyeOff } from 'lucide-react'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { Button, IconButton } from './button.tsx'
import { toast } from './toast.tsx'

/** Copies `text`; for two seconds the mark is a tick. With `withText` a button with that word, else the icon alone. */
export function CopyButton({ text, label = 'Copy', size = 'sm', withText }: { text: string; label?: string; size?: 'sm' | 'md' | 'lg'; withText?: string }) {
  const [copied, copy] = useCopy(text)
  const mark = copied ? <Check aria-hidden className="text-success" /> : <Copy aria-hidden />
  const live = <span role="status" className="sr-only">{copied ? 'Copied' : ''}</span>
  if (withText) {
    return (
      <Button size={size} look="ghost" onClick={copy} icon={mark} aria-label={label}>
        {copied ? 'Copied' : withText}
        {live}
      </Button>
    )
  }
  return (
    <IconButton size={size} label={copied ? 'Copied' : label} onClick={copy}>
      {mark}
      {live}
    </IconButton>
  )
}

/** A value to be copied; a secret is masked until it is asked for. `actions` stand after Copy (such as Reset). */
export function CopyField({ label, value, secret = false, hint, actions }: { label: string; value: string; secret?: boolean; hint?: ReactNode; actions?: ReactNode }) {
  const [shown, setShown] = useState(!secret)
  const id = useId()
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="flex min-w-0 items-center gap-2">
        <div className="flex h-9 min-w-0 flex-1 items-center rounded-md border border-border bg-surface-2 ps-3 pe-1 touch:h-11">
          <input
            id={id}
            readOnly
            value={shown ? value : '•'.repeat(24)}
            aria-describedby={hint ? `${id}-hint` : undefined}
            onFocus={(event) => shown && event.target.select()}
            className="min-w-0 flex-1 bg-transparent font-mono text-sm outline-none"
          />
          {secret && (
            <IconButton size="sm" label={shown ? `Hide ${label}` : `Show ${label}`} aria-pressed={shown} onClick={() => setShown(!shown)}>
              {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
            </IconButton>
          )}
          <CopyButton text={value} label={`Copy ${label}`} />
        </div>
        {actions}
      </div>
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-text-2">
          {hint}
        </p>
      )}
    </div>
  )
}

function useCopy(text: string) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    void copyText(text).then(shownOrSaid)
  }
  const shownOrSaid = (done: boolean) => {
    if (done) setCopied(true)
    else toast('The browser did not allow copying. Select the text and copy it by hand.', { tone: 'danger' })
  }
  return [copied, copy] as const
}

/** The clipboard API is missing on plain http from another machine; the old command still works there. */
async function copyText(text: string) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.style.position = 'fixed'
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}
