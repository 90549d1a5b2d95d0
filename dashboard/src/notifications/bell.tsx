import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { Bell } from 'lucide-react'
import { RailLabel, RailLink } from '../frame/rail_parts.tsx'
import { useSession } from '../session.ts'
import { CountBadge } from '../ui/badge.tsx'
import { unreadNotificationsQuery } from './queries.ts'

/** In the rail: how many are unread. */
export function RailBell() {
  const { accountId } = useSession()
  const { pathname } = useLocation()
  const { data: unread = 0 } = useQuery(unreadNotificationsQuery(accountId))
  return (
    <RailLink active={pathname.endsWith('/notifications')}>
      <Link to="/app/accounts/$accountId/notifications" params={{ accountId: String(accountId) }} title="Notifications" className="relative">
        <Bell aria-hidden />
        <RailLabel>Notifications</RailLabel>
        <span className="max-lg:absolute max-lg:end-0.5 max-lg:top-0.5">
          <CountBadge count={unread} what="unread notifications" />
        </span>
      </Link>
    </RailLink>
  )
}
