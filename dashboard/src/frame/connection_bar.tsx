import { LoaderCircle, WifiOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useConnectionState } from './connection.ts'

/** Nothing while all is well, a quiet line while reconnecting, a clear one when offline. */
export function ConnectionBar() {
  const state = useConnectionState()
  const lasting = useLasting(state === 'reconnecting' || state === 'offline', 1000)
  return (
    <div role="status" aria-live="polite">
      {lasting && state === 'reconnecting' && (
        <p className="flex items-center justify-center gap-2 border-b border-border bg-surface-2 px-4 py-1.5 text-sm text-text-2">
          <LoaderCircle aria-hidden className="size-4 animate-spin" />
          Reconnecting. What you see may be a moment old.
        </p>
      )}
      {lasting && state === 'offline' && (
        <p className="flex items-center justify-center gap-2 border-b border-note-border bg-note px-4 py-1.5 text-sm text-note-text">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          You are offline. Your drafts are kept, and messages go out when the connection is back.
        </p>
      )}
    </div>
  )
}

/** True once `on` has lasted for `ms`: a blink of the connection is not worth a word. */
function useLasting(on: boolean, ms: number) {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!on) return setLasting(false)
    const timer = setTimeout(() => setLasting(true), ms)
    return () => clearTimeout(timer)
  }, [on, ms])
  return lasting
}
