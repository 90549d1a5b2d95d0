import { useCallback, useState, useSyncExternalStore } from 'react'

export interface PanelState {
  isOpen: boolean
  toggle: () => void
  close: () => void
}

const KEY = 'parley.panel'
/** From this width the panel has a place of its own; below it lies over the thread. */
const wide = typeof matchMedia === 'undefined' ? null : matchMedia('(min-width: 90rem)')

/** Open by default where there is room, and as left last time; over the thread only when asked for. */
export function usePanel(): PanelState {
  const isWide = useSyncExternalStore(subscribe, () => wide?.matches ?? false)
  const [beside, setBeside] = useState(() => localStorage.getItem(KEY) !== 'closed')
  const [over, setOver] = useState(false)
  const isOpen = isWide ? beside : over
  const set = useCallback(
    (next: boolean) => {
      if (!isWide) return setOver(next)
      setBeside(next)
      localStorage.setItem(KEY, next ? 'open' : 'closed')
    },
    [isWide],
  )
  const close = useCallback(() => set(false), [set])
  return { isOpen, toggle: () => set(!isOpen), close }
}

function subscribe(listener: () => void): () => void {
  wide?.addEventListener('change', listener)
  return () => wide?.removeEventListener('change', listener)
}
