import { type ReactNode, useEffect, useState } from 'react'
import { Button, type ButtonProps } from './button.tsx'

/** For what breaks something elsewhere, such as replacing a secret: the first press asks, a second within five seconds does it. */
export function TwiceButton({ ask, onConfirm, children, ...rest }: Omit<ButtonProps, 'onClick'> & { ask: string; onConfirm: () => void; children: ReactNode }) {
  const [asked, setAsked] = useState(false)
  useEffect(() => {
    if (!asked) return
    const timer = setTimeout(() => setAsked(false), 5000)
    return () => clearTimeout(timer)
  }, [asked])
  const press = () => {
    if (asked) onConfirm()
    setAsked(!asked)
  }
  return (
    <Button {...rest} look={asked ? 'danger' : rest.look} onClick={press}>
      {asked ? ask : children}
      <span role="status" className="sr-only">{asked ? 'Press again to confirm' : ''}</span>
    </Button>
  )
}
