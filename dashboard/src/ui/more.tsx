import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { LoaderCircle } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button } from './button.tsx'

/** Below a list that goes on: what follows is loaded when its end comes near, and where that fails one can try again. `what` are its rows, such as 'deliveries'. */
export function More({ list, what }: { list: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'fetchNextPage'>; what: string }) {
  const { hasNextPage, isFetchingNextPage: isLoading, isFetchNextPageError: failed, fetchNextPage } = list
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!hasNextPage || isLoading || failed || !end.current) return
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage(), { rootMargin: '600px' })
    watcher.observe(end.current)
    return () => watcher.disconnect()
  }, [isLoading, failed, hasNextPage, fetchNextPage])
  if (!hasNextPage) return null
  const onMore = () => void fetchNextPage()
  return (
    <div ref={end} className="flex h-12 items-center justify-center">
      {isLoading && <LoaderCircle aria-label={`Loading more ${what}`} className="late size-4 animate-spin" />}
      {failed && <Button onClick={onMore}>More {what} could not be loaded. Try again</Button>}
      {!isLoading && !failed && <Button look="ghost" onClick={onMore}>Load more</Button>}
    </div>
  )
}
