import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { Bell, ContactRound, MessagesSquare, Settings } from 'lucide-react'
import { unreadNotificationsQuery } from '../notifications/queries.ts'
import { useSession } from '../session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { CountBadge } from '../ui/badge.tsx'
import { cx } from '../ui/cx.ts'
import { ProfileMenu } from './profile_menu.tsx'

/** The rail of a phone. */
export function BottomBar() {
  const { accountId, isAdministrator } = useSession()
  const { pathname } = useLocation()
  const { data: unread = 0 } = useQuery(unreadNotificationsQuery(accountId))
  const params = { accountId: String(accountId) }
  return (
    <nav aria-label="Main" className="grid auto-cols-fr grid-flow-col border-t border-border bg-canvas pb-[env(safe-area-inset-bottom)]">
      <Link to="/app/accounts/$accountId/conversations" params={params} className={itemClass(pathname.includes('/conversations'))}>
        <MessagesSquare aria-hidden className="size-5" />
        Conversations
      </Link>
      <Link to="/app/accounts/$accountId/contacts" params={params} className={itemClass(pathname.includes('/contacts'))}>
        <ContactRound aria-hidden className="size-5" />
        Contacts
      </Link>
      <Link to="/app/accounts/$accountId/notifications" params={params} className={cx(itemClass(pathname.endsWith('/notifications')), 'relative')}>
        <Bell aria-hidden className="size-5" />
        <span className="max-w-full truncate">Notices</span>
        <span className="absolute start-[calc(50%+4px)] top-1">
          <CountBadge count={unread} what="unread notifications" />
        </span>
      </Link>
      <Link to={isAdministrator ? '/app/accounts/$accountId/settings/inboxes/list' : '/app/accounts/$accountId/settings/canned-responses'} params={params} className={itemClass(pathname.includes('/settings'))}>
        <Settings aria-hidden className="size-5" />
        Settings
      </Link>
      <ProfileMenu trigger={<YouButton active={pathname.endsWith('/profile')} />} />
    </nav>
  )
}

function YouButton({ active, ...props }: { active: boolean } & Record<string, unknown>) {
  const { account, profile } = useSession()
  return (
    <button type="button" className={itemClass(active)} {...props}>
      <Avatar name={profile.available_name} url={profile.avatar_url} size={20} presence={account.availability} />
      You
    </button>
  )
}

const itemClass = (active: boolean) =>
  cx('flex h-14 min-w-0 flex-col items-center justify-center gap-0.5 text-2xs font-medium tracking-tight', active ? 'text-accent-text' : 'text-text-2')
