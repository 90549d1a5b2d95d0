import { notifyManager, QueryClient } from '@tanstack/react-query'
import { ApiError } from './api.ts'

// Before the next frame: a tick that is shown before it is saved would else go back for a moment.
notifyManager.setScheduler(queueMicrotask)

/** The cable keeps what is on screen true, so nothing is refetched for its age or for a focused window. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})
