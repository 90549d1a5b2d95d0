import { useEffect, useRef, useState } from 'react'
import type { Message } from '../wire.ts'
import { summaryOf } from './summary.ts'

/** Says a customer's new message once, politely, to those who listen to the page. */
export function Announcer({ messages, customer }: { messages: Message[]; customer: string }) {
  const [words, setWords] = useState('')
  const last = messages.at(-1)
  const knownId = useRef(last?.id ?? 0)
  useEffect(() => {
    if (!last || last.id <= knownId.current) return
    knownId.current = last.id
    if (last.message_type === 0) setWords(`${customer}: ${summaryOf(last)}`)
  }, [last, customer])
  return (
    <p aria-live="polite" className="sr-only">
      {words}
    </p>
  )
}
