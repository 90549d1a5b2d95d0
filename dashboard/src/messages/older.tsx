import { LoaderCircle } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { loadOlderMessages } from './queries.ts'

/** Loads the page before when the top comes near; after a failure only when asked. */
export function OlderMessages({ accountId, conversationId, hasOlder, scroller }: {
  accountId: number
  conversationId: number
  hasOlder: boolean
  scroller: RefObject<HTMLElement | null>
}) {
  const [state, setState] = useState<'idle' | 'loading' | 'failed'>('idle')
  const top = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (!hasOlder || state !== 'idle' || !top.current) return
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && setState('loading'), { root: scroller.current, rootMargin: '400px 0px 0px' })
    watcher.observe(top.current)
    return () => watcher.disconnect()
  }, [hasOlder, state, scroller])

  useEffect(() => {
    if (state !== 'loading') return
    loadOlderMessages(accountId, conversationId).then(
      () => setState('idle'),
      () => setState('failed'),
    )
  }, [accountId, conversationId, state])

  if (!hasOlder) return null
  return (
    <div ref={top} className="flex h-10 shrink-0 items-center justify-center text-xs text-text-2">
      {state === 'loading' && <LoaderCircle aria-label="Loading older messages" className="late size-4 animate-spin" />}
      {state === 'failed' && (
        <Button size="sm" onClick={() => setState('loading')}>
          Older messages could not be loaded. Try again
        </Button>
      )}
    </div>
  )
}
