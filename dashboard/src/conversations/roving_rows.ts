import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import type { Conversation } from '../wire.ts'
import { rowHeight } from './row.tsx'

/** Arrows (or J and K), Home and End move the focus among the rows; Tab leaves the list. */
export function useRovingRows(rows: Conversation[], selectedId: number | null, scroller: RefObject<HTMLElement | null>) {
  const [focusedId, setFocusedId] = useState<number | null>(null)
  const wanted = useRef<number | null>(null)
  const at = (id: number | null) => rows.findIndex((row) => row.id === id)
  const index = Math.max(0, at(focusedId) >= 0 ? at(focusedId) : at(selectedId))

  const onKeyDown = (event: KeyboardEvent) => {
    const step = stepOf(event, index, rows.length)
    wanted.current = null
    if (step === null) return
    event.preventDefault()
    const next = Math.min(rows.length - 1, Math.max(0, step))
    const id = rows[next]!.id
    setFocusedId(id)
    reveal(scroller.current, next)
    if (focusRow(scroller.current, id)) return
    // It has to be drawn first; another key meanwhile takes precedence.
    wanted.current = id
    requestAnimationFrame(() => requestAnimationFrame(() => wanted.current === id && focusRow(scroller.current, id)))
  }

  return { index, onKeyDown, onFocus: setFocusedId }
}

function focusRow(scroller: HTMLElement | null, id: number): boolean {
  const row = scroller?.querySelector<HTMLElement>(`[data-conversation="${id}"]`)
  row?.focus({ preventScroll: true })
  return Boolean(row)
}

function stepOf(event: KeyboardEvent, index: number, count: number): number | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  const page = 8
  const steps: Record<string, number> = {
    ArrowDown: index + 1, j: index + 1, ArrowUp: index - 1, k: index - 1,
    PageDown: index + page, PageUp: index - page, Home: 0, End: count - 1,
  }
  return steps[event.key] ?? null
}

function reveal(scroller: HTMLElement | null, index: number): void {
  if (!scroller) return
  const height = rowHeight()
  const top = index * height
  if (top < scroller.scrollTop) scroller.scrollTop = top
  else if (top + height > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + height - scroller.clientHeight
}
