import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { Monitor, Smartphone } from 'lucide-react'
import { del, get } from '../api.ts'
import { queryClient } from '../query_client.ts'
import { fullTime, spokenAge, useNow } from '../time.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import type { Wire } from '../wire.ts'

/** Application API §1.4. Times are ISO 8601. */
type OwnSession = Wire<'Session'>

const sessionsQuery = queryOptions({
  queryKey: ['profile', 'sessions'],
  queryFn: ({ signal }) => get<OwnSession[]>('/api/v1/profile/sessions', {}, signal),
  staleTime: 0,
})

async function endSession(id: number) {
  await del(`/api/v1/profile/sessions/${id}`)
  await queryClient.invalidateQueries(sessionsQuery)
}

/** Where one is signed in, this browser first, and a way to sign out there. */
export function Sessions() {
  const sessions = useQuery(sessionsQuery)
  if (sessions.isPending) return <SkeletonRows rows={2} label="Loading sessions" />
  if (sessions.isError) return <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
  return (
    <ul aria-label="Sessions" className="max-w-xl divide-y divide-border rounded-lg border border-border">
      {sessions.data.toSorted((one, other) => Number(other.current) - Number(one.current)).map((session) => (
        <SessionRow key={session.id} session={session} />
      ))}
    </ul>
  )
}

const phones = /android|iphone|ipad|ios|mobile/i

function SessionRow({ session: { id, current, ip_address, last_activity_at, ...device } }: { session: OwnSession }) {
  const now = useNow()
  const ending = useMutation({ mutationFn: () => endSession(id), onSuccess: () => toast('Signed out there', { tone: 'success' }), onError: toastError })
  const name = [device.browser_name, device.platform_name && `on ${device.platform_name}`].filter(Boolean).join(' ') || 'A program'
  const Icon = phones.test(`${device.platform_name} ${device.device_name}`) ? Smartphone : Monitor
  const at = Date.parse(last_activity_at) / 1000
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Icon aria-hidden className="size-5 shrink-0 text-text-3" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-base font-medium">
          {name}
          {current && <Badge tone="success">This browser</Badge>}
        </p>
        <p className="text-sm text-text-2 [overflow-wrap:anywhere]">
          {ip_address && <>{ip_address} · </>}
          <time dateTime={last_activity_at} title={fullTime(at)}>{current ? 'active now' : `active ${spokenAge(at, now)}`}</time>
        </p>
      </div>
      {!current && (
        <Button busy={ending.isPending} onClick={() => ending.mutate()}>
          Sign out<span className="sr-only"> of {name}</span>
        </Button>
      )}
    </li>
  )
}
