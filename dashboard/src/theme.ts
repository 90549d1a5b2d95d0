import { useSyncExternalStore } from 'react'

export type Theme = 'light' | 'dark' | 'system'

const key = 'parley.theme'
const listeners = new Set<() => void>()

/** The theme chosen on this device. `index.html` applies it before the first paint. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme)
}

export function setTheme(theme: Theme) {
  const root = document.documentElement
  if (theme === 'system') {
    localStorage.removeItem(key)
    delete root.dataset.theme
  } else {
    localStorage.setItem(key, theme)
    root.dataset.theme = theme
  }
  for (const listener of listeners) listener()
}

function readTheme(): Theme {
  const stored = localStorage.getItem(key)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  window.addEventListener('storage', onStorage)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('storage', onStorage)
  }
}

/** Another tab chose a theme. */
function onStorage(event: StorageEvent) {
  if (event.key === key) setTheme(readTheme())
}
