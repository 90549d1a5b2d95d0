import { useQuery } from '@tanstack/react-query'
import { Outlet, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { TroubleNotice } from '../deliveries/trouble_notice.tsx'
import { useLive } from '../live.ts'
import { maybeSession, profileQuery, SessionContext, useSession } from '../session.ts'
import { cx } from '../ui/cx.ts'
import { BottomBar } from './bottom_bar.tsx'
import { ConnectionBar } from './connection_bar.tsx'
import { Rail } from './rail.tsx'

/** Nothing while nobody is signed in: the session ended and the way to the sign-in screen has begun. */
export function Frame() {
  const { data: profile } = useQuery(profileQuery)
  const { accountId } = useParams({ strict: false })
  const session = useMemo(() => maybeSession(profile, Number(accountId)), [profile, accountId])
  if (!session) return null
  return (
    <SessionContext value={session}>
      <SignedInFrame key={accountId} />
    </SessionContext>
  )
}

/** What stands around every screen of an account: rail (a bar at the bottom on phones), connection bar, the screen itself. */
function SignedInFrame() {
  useLive()
  const { isAdministrator } = useSession()
  const { conversationId } = useParams({ strict: false })
  return (
    <div className="relative flex h-dvh flex-col overflow-clip bg-canvas">
      <a
        href="#main"
        className="fixed start-2 top-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-2 text-sm font-medium text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <ConnectionBar />
      {isAdministrator && <TroubleNotice />}
      <div className="flex min-h-0 flex-1">
        <Rail />
        <main id="main" tabIndex={-1} className="relative min-w-0 flex-1 overflow-clip bg-surface outline-none md:my-2 md:me-2 md:rounded-lg md:border md:border-border">
          <Outlet />
        </main>
      </div>
      {/* An open conversation needs the room for its composer. */}
      <div className={cx('md:hidden', conversationId && 'hidden')}>
        <BottomBar />
      </div>
    </div>
  )
}
