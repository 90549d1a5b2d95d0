import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowUp } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { inboxesQuery } from '../inboxes/queries.ts'
import { useSession } from '../session.ts'
import { ErrorState } from '../ui/error_state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toastError } from '../ui/toast.tsx'
import { BulkBar } from './bulk_bar.tsx'
import { NoConversations } from './empty.tsx'
import { useHeldPosition } from './held_position.ts'
import { contactName } from './names.ts'
import type { ConversationFilter, ConversationRows } from './placement.ts'
import { listQuery, loadMoreConversations } from './queries.ts'
import { ConversationRow, rowHeight } from './row.tsx'
import { RowTick } from './row_tick.tsx'
import { useRovingRows } from './roving_rows.ts'
import { extendSelection, select, tick, useSelection } from './selection.ts'

/** The conversations of one filter; pages are loaded on the way down. */
export function ConversationList({ filter, selectedId }: { filter: ConversationFilter; selectedId: number | null }) {
  const { accountId } = useSession()
  const { data, error, refetch } = useQuery(listQuery(accountId, filter))
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <SkeletonRows rows={8} label="Loading conversations" />
  if (data.rows.length === 0) return <NoConversations filter={filter} />
  return <Rows list={data} filter={filter} selectedId={selectedId} />
}

function Rows({ list, filter, selectedId }: { list: ConversationRows; filter: ConversationFilter; selectedId: number | null }) {
  const { rows, exhausted } = list
  const { accountId } = useSession()
  const { data: inboxes } = useQuery(inboxesQuery(accountId))
  const scroller = useRef<HTMLDivElement>(null)
  const roving = useRovingRows(rows, selectedId, scroller)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
    // The row that has the focus stays in the page, wherever it is scrolled to.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const from = Math.max(0, startIndex - overscan)
      const to = Math.min(count - 1, endIndex + overscan)
      const range = Array.from({ length: to - from + 1 }, (_, index) => from + index)
      return roving.index < 0 || range.includes(roving.index) ? range : [...range, roving.index].toSorted((one, other) => one - other)
    },
  })
  const items = virtual.getVirtualItems()
  useLoadMore(accountId, filter, !exhausted && (items.at(-1)?.index ?? 0) >= rows.length - 10)
  const held = useHeldPosition(rows, scroller, filter.sort_by === undefined)
  const inboxName = (id: number) => (inboxes && inboxes.length > 1 ? inboxes.find((inbox) => inbox.id === id)?.name : undefined)
  const ticked = useSelection()
  // Whoever looks at other conversations chooses anew.
  useEffect(() => () => select(null), [])
  useFocusAfter(ticked !== null, scroller)
  const ids = () => rows.map(({ id }) => id)
  const onKeyDown = (event: KeyboardEvent, id: number) => {
    if (isTickingKey(event, id, ids(), ticked !== null)) event.preventDefault()
    else roving.onKeyDown(event)
    // The row that the focus goes to is ticked as well.
    if (event.shiftKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) extend(ids(), id, event.key === 'ArrowDown' ? 1 : -1)
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {ticked && <BulkBar list={list} filter={filter} ticked={ticked} />}
      <div className="relative min-h-0 flex-1">
        {held.above > 0 && <NewAbove count={held.above} scroller={scroller} />}
        <div ref={scroller} className="h-full overflow-y-auto overscroll-contain">
          <ul aria-label="Conversations" className="relative" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => (
              <li
                key={item.key}
                aria-setsize={exhausted ? rows.length : -1}
                aria-posinset={item.index + 1}
                className="group/row absolute inset-x-0 top-0 border-b border-border/60"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <ConversationRow
                  conversation={rows[item.index]!}
                  selected={rows[item.index]!.id === selectedId}
                  tabStop={item.index === roving.index}
                  inboxName={inboxName(rows[item.index]!.inbox_id)}
                  choosing={ticked && { isTicked: ticked.has(rows[item.index]!.id) }}
                  onFocus={() => roving.onFocus(rows[item.index]!.id)}
                  onKeyDown={(event) => onKeyDown(event, rows[item.index]!.id)}
                />
                <RowTick
                  id={rows[item.index]!.id}
                  name={contactName(rows[item.index]!)}
                  ids={ids}
                  isChoosing={ticked !== null}
                  isTicked={ticked?.has(rows[item.index]!.id) ?? false}
                />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  )
}

/** Who chose by the bar and its menus, which are gone then, goes on in the list. */
function useFocusAfter(isChoosing: boolean, scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const list = scroller.current
    if (!isChoosing) return
    return () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) list?.querySelector<HTMLElement>('[data-conversation][tabindex="0"]')?.focus({ preventScroll: true })
      })
    }
  }, [isChoosing, scroller])
}

/** X ticks, Ctrl or Command and A ticks all that are loaded, Escape ends it. */
function isTickingKey({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, id: number, ids: number[], isChoosing: boolean): boolean {
  if (altKey) return false
  if (ctrlKey || metaKey) {
    if (key.toLowerCase() !== 'a') return false
    select(ids)
  } else if (key === 'x') tick(id, ids)
  else if (key === 'Escape' && isChoosing) select(null)
  else return false
  return true
}

function extend(ids: number[], from: number, step: 1 | -1): void {
  const to = ids[ids.indexOf(from) + step]
  extendSelection(to === undefined ? [from] : [from, to])
}

function NewAbove({ count, scroller }: { count: number; scroller: RefObject<HTMLDivElement | null> }) {
  return (
    <button
      type="button"
      onClick={() => scroller.current?.scrollTo({ top: 0 })}
      className="float-layer absolute top-2 left-1/2 z-10 flex h-7 -translate-x-1/2 items-center gap-1 rounded-full px-3 text-xs font-medium text-accent-text animate-rise hover:bg-hover touch:h-9"
    >
      <ArrowUp aria-hidden className="size-3.5" />
      {count} new
    </button>
  )
}

/** Loads the next page while the end is near; after a failure, or a page without news, only after a pause. */
function useLoadMore(accountId: number, filter: ConversationFilter, isNear: boolean): void {
  const [busy, setBusy] = useState(false)
  const key = JSON.stringify(filter)
  useEffect(() => {
    if (!isNear || busy) return
    setBusy(true)
    void loadMoreConversations(accountId, JSON.parse(key) as ConversationFilter)
      .catch(toastError)
      .then((hasGrown) => setTimeout(() => setBusy(false), hasGrown === true ? 0 : 5_000))
  }, [accountId, key, isNear, busy])
}
