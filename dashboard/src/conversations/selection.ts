import { useSyncExternalStore } from 'react'

/** Numbers of the conversations that are ticked; null while nobody is choosing. */
export type Selection = ReadonlySet<number> | null

let selection: Selection = null
/** The row that was ticked last: where a range begins. */
let anchor: number | null = null
const listeners = new Set<() => void>()

export const useSelection = () => useSyncExternalStore(subscribe, () => selection)

/** `null` ends the choosing. */
export function select(next: Iterable<number> | null): void {
  selection = next === null ? null : new Set(next)
  if (selection === null) anchor = null
  for (const listener of listeners) listener()
}

/** Ticks one or takes the tick back; `through`: all from the one that was ticked last, in the order of `ids`. */
export function tick(id: number, ids: number[], through = false): void {
  const before = selection ?? new Set<number>()
  if (through && anchor !== null) select([...before, ...between(ids, anchor, id)])
  else select(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id])
  anchor = id
}

/** Ticks these too. */
export const extendSelection = (ids: number[]) => select([...(selection ?? []), ...ids])

/** From the one to the other, both with it, whichever comes first; of one that is gone only the other stays. */
export function between(ids: number[], from: number, to: number): number[] {
  const [start, end] = [ids.indexOf(from), ids.indexOf(to)]
  if (start === -1 || end === -1) return [to]
  return ids.slice(Math.min(start, end), Math.max(start, end) + 1)
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
