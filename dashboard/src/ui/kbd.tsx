/** A key or a combination, as "Enter" or "Mod+K" (⌘ on a Mac, Ctrl elsewhere). */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="rounded-sm border border-border bg-surface-2 px-1 font-sans text-2xs font-medium text-text-2">
      {children.replace('Mod', isMac ? '⌘' : 'Ctrl')}
    </kbd>
  )
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)
