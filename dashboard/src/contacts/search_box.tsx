import { type ComponentProps, useEffect, useState } from 'react'
import { TextInput } from '../ui/field.tsx'

/** Taken when typing pauses. */
export function SearchBox({ value, onChange, ...rest }: { value: string; onChange: (q: string) => void } & Omit<ComponentProps<typeof TextInput>, 'value' | 'onChange'>) {
  const [typed, setTyped] = useState(value)
  const [seen, setSeen] = useState(value)
  if (seen !== value) {
    setSeen(value)
    if (value !== typed.trim()) setTyped(value)
  }
  useEffect(() => {
    if (typed.trim() === value) return
    const timer = setTimeout(() => onChange(typed.trim()), 300)
    return () => clearTimeout(timer)
  })
  return <TextInput type="search" placeholder="Search by name, e-mail, phone or identifier" value={typed} onChange={(event) => setTyped(event.target.value)} {...rest} />
}
