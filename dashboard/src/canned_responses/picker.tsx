import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, type RefObject, useState } from 'react'
import { useSession } from '../session.ts'
import { cx } from '../ui/cx.ts'
import type { Conversation } from '../wire.ts'
import { type CannedResponse, cannedResponsesQuery } from './queries.ts'
import { fillVariables, slashAt } from './slash.ts'

const MOST = 8

interface Picker {
  /** Ties the text field to the list while it is open. */
  fieldProps: Record<string, unknown>
  /** True when the key was for the list. */
  onKey: (event: KeyboardEvent) => boolean
  onCursor: () => void
  list: ReactNode
}

/** Canned responses behind a slash: a list over the field, moved through with the arrows, taken with Enter or Tab, closed with Escape. */
export function useCannedResponses(field: RefObject<HTMLTextAreaElement | null>, conversation: Conversation, text: string, setText: (text: string) => void): Picker {
  const { accountId, profile } = useSession()
  const [cursor, setCursor] = useState(0)
  const [closedAt, setClosedAt] = useState<number | null>(null)
  const [chosen, setChosen] = useState(0)
  const asked = slashAt(text, Math.min(cursor, text.length))
  const isAsked = asked !== null && asked.from !== closedAt
  const { data = [], isPending, isPlaceholderData } = useQuery({ ...cannedResponsesQuery(accountId, asked?.search ?? ''), enabled: isAsked })
  // What is listed answers what was typed before, or nothing yet.
  const isBehind = isAsked && (isPending || isPlaceholderData)
  const options = isAsked ? data.slice(0, MOST) : []
  const isOpen = options.length > 0
  const [before, setBefore] = useState(asked?.search)
  if (before !== asked?.search) {
    setBefore(asked?.search)
    setChosen(0)
    if (asked === null) setClosedAt(null)
  }

  const take = (response: CannedResponse) => {
    if (!asked) return
    const filled = fillVariables(response.content, conversation, profile)
    setText(text.slice(0, asked.from) + filled + text.slice(asked.from + 1 + asked.search.length))
    const end = asked.from + filled.length
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(end, end)
      setCursor(end)
    })
  }
  const onKey = ({ key, shiftKey, preventDefault }: { key: string; shiftKey: boolean; preventDefault: () => void }): boolean => {
    if (shiftKey) return false
    if (isBehind && (key === 'Enter' || key === 'Tab')) {
      preventDefault()
      return true
    }
    if (!isOpen) return false
    const step = { ArrowDown: 1, ArrowUp: -1 }[key]
    if (step) setChosen((chosen + step + options.length) % options.length)
    else if (key === 'Enter' || key === 'Tab') take(options[Math.min(chosen, options.length - 1)]!)
    else if (key === 'Escape') setClosedAt(asked?.from ?? null)
    else return false
    preventDefault()
    return true
  }
  return {
    fieldProps: isOpen ? { 'aria-controls': 'canned-responses', 'aria-activedescendant': `canned-response-${options[Math.min(chosen, options.length - 1)]!.id}`, 'aria-autocomplete': 'list' } : {},
    onKey: (event) => onKey({ key: event.key, shiftKey: event.shiftKey, preventDefault: () => event.preventDefault() }),
    onCursor: () => setCursor(field.current?.selectionStart ?? 0),
    list: isOpen && <Options options={options} chosen={chosen} onTake={take} />,
  }
}

function Options({ options, chosen, onTake }: { options: CannedResponse[]; chosen: number; onTake: (response: CannedResponse) => void }) {
  return (
    <div id="canned-responses" role="listbox" aria-label="Canned responses" className="float-layer absolute inset-x-0 bottom-full z-10 mb-1 max-h-64 overflow-y-auto rounded-lg p-1">
      {options.map((response, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are pressed in the field, which keeps the focus
        <div
          key={response.id}
          id={`canned-response-${response.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          ref={index === chosen ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(response)}
          className={cx('cursor-pointer rounded-md px-2 py-1.5 touch:py-3', index === chosen ? 'bg-surface-3' : 'hover:bg-hover')}
        >
          <span className="block font-mono text-xs font-medium">/{response.short_code}</span>
          <span dir="auto" className="block truncate text-sm text-text-2">{response.content}</span>
        </div>
      ))}
    </div>
  )
}
