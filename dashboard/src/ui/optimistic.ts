import { useState } from 'react'
import { toastError } from './toast.tsx'

/** Shows a choice at once and takes it back when saving fails. `save` ends when `value` has followed. */
export function useOptimistic<T>(value: T, save: (next: T) => Promise<unknown>) {
  const [pending, setPending] = useState<{ next: T } | null>(null)
  const choose = (next: T) => {
    const mine = { next }
    setPending(mine)
    void save(next)
      .catch(toastError)
      .finally(() => setPending((current) => (current === mine ? null : current)))
  }
  return [pending ? pending.next : value, choose] as const
}
