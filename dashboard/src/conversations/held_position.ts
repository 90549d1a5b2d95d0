import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Conversation } from '../wire.ts'
import { rowHeight } from './row.tsx'

/**
 * Keeps the rows in view under the reader's eyes when others move above them, and counts those with news that went
 * above since the top was last in view, where the newest stand above.
 */
export function useHeldPosition(rows: Conversation[], scroller: RefObject<HTMLElement | null>, isNewestFirst: boolean): { above: number } {
  const anchor = useRef<number | null>(null)
  const anchorIndex = useRef(0)
  const topActivity = useRef(rows[0]?.last_activity_at ?? 0)
  const [isAway, setIsAway] = useState(false)

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const remember = () => {
      const first = Math.ceil(element.scrollTop / rowHeight())
      anchorIndex.current = first
      anchor.current = element.scrollTop > rowHeight() / 2 ? (rows[first]?.id ?? null) : null
      if (anchor.current === null) topActivity.current = rows[0]?.last_activity_at ?? 0
      setIsAway(anchor.current !== null)
    }
    remember()
    element.addEventListener('scroll', remember, { passive: true })
    return () => element.removeEventListener('scroll', remember)
  }, [rows, scroller])

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || anchor.current === null) return
    const moved = rows.findIndex((row) => row.id === anchor.current)
    // The anchor itself may have jumped to the top with news of its own, or left: then there is nothing to hold on to.
    if (moved > 0) element.scrollTop += (moved - anchorIndex.current) * rowHeight()
  }, [rows, scroller])

  return { above: isAway && isNewestFirst ? rows.findIndex((row) => row.last_activity_at <= topActivity.current) : 0 }
}
