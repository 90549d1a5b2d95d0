import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { TimelineItem } from './timeline.ts'

/** Nearer to the end than this counts as reading the newest. */
const NEAR_END_PX = 80

export interface Follow {
  isAtEnd: boolean
  /** Messages of others that came while the reader was further up. */
  unseen: number
  toEnd: () => void
}

/**
 * Keeps a scrolled thread where its reader is: at the end it follows what comes, further up nothing moves, neither by new
 * messages below nor by older ones loaded above.
 */
export function useFollow(scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>, items: TimelineItem[]): Follow {
  const [isAtEnd, setIsAtEnd] = useState(true)
  const [unseen, setUnseen] = useState(0)
  const atEnd = useRef(true)
  const known = useRef<{ first: number; last: string; height: number } | null>(null)

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || items.length === 0) return
    const first = firstId(items)
    const last = items.at(-1)!
    const before = known.current
    if (!before) showStart(element)
    else if (first < before.first && !atEnd.current) element.scrollTop += element.scrollHeight - before.height
    else if (last.key !== before.last) {
      if (atEnd.current || isUnsent(last)) scrollToEnd(element)
      else setUnseen((count) => count + countAfter(items, before.last))
    }
    known.current = { first, last: last.key, height: element.scrollHeight }
  }, [items, scroller])

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const look = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX
      setIsAtEnd(atEnd.current)
      if (atEnd.current) setUnseen(0)
    }
    // Pictures that arrive and a composer that grows must not push the newest words out of sight.
    const resized = new ResizeObserver(() => {
      if (atEnd.current) scrollToEnd(element)
      if (known.current) known.current.height = element.scrollHeight
    })
    element.addEventListener('scroll', look, { passive: true })
    resized.observe(element)
    if (content.current) resized.observe(content.current)
    look()
    return () => {
      element.removeEventListener('scroll', look)
      resized.disconnect()
    }
  }, [scroller, content])

  return { isAtEnd, unseen, toEnd: () => scroller.current && scrollToEnd(scroller.current) }
}

function scrollToEnd(element: HTMLElement): void {
  element.scrollTop = element.scrollHeight
}

/** Opens at the first unread message, else at the end. */
function showStart(element: HTMLElement): void {
  scrollToEnd(element)
  const divider = element.querySelector<HTMLElement>('[data-unread]')
  if (divider && divider.offsetTop < element.scrollTop) element.scrollTop = divider.offsetTop - 16
}

function firstId(items: TimelineItem[]): number {
  const first = items.find((item) => item.kind === 'message' || item.kind === 'activity')
  return first && 'message' in first ? first.message.id : 0
}

function isUnsent(item: TimelineItem): boolean {
  return item.kind === 'message' && item.message.unsent !== undefined
}

function countAfter(items: TimelineItem[], key: string): number {
  const from = items.findIndex((item) => item.key === key)
  return items.slice(from + 1).filter((item) => item.kind === 'message').length
}
