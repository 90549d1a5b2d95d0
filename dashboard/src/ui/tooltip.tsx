import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'
import { Kbd } from './kbd.tsx'

export const TooltipProvider = ({ children }: { children: ReactNode }) => (
  <Base.Provider delay={500} timeout={300}>
    {children}
  </Base.Provider>
)

/** A label for the pointer and the keyboard; never the only place for what must be known. */
export function Tooltip({ text, hint, side = 'bottom', children }: {
  text: ReactNode
  hint?: string | undefined
  side?: 'top' | 'bottom' | 'left' | 'right'
  children: ReactElement<Record<string, unknown>>
}) {
  if (!text) return children
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} collisionPadding={8} className="z-50">
          <Base.Popup className="float-layer flex max-w-72 items-center gap-2 rounded-md px-2 py-1 text-xs text-text animate-appear">
            {text}
            {hint && <Kbd>{hint}</Kbd>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
