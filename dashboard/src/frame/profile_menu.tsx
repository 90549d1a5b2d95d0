import { useMutation } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { ChartColumn, LifeBuoy, LogOut, Monitor, Moon, Sun, TimerOff, UserRound } from 'lucide-react'
import type { ReactElement } from 'react'
import { brand } from '../brand.ts'
import { setAutoOffline, setAvailability, signOut, useSession } from '../session.ts'
import { setTheme, type Theme, useTheme } from '../theme.ts'
import { Avatar, PresenceDot } from '../ui/avatar.tsx'
import { type Choice, Menu, MenuChoices, MenuItem, MenuSeparator, MenuTick } from '../ui/menu.tsx'
import { useOptimistic } from '../ui/optimistic.ts'
import { toastError } from '../ui/toast.tsx'
import type { Availability } from '../wire.ts'

export const availabilities: Choice<Availability>[] = [
  { value: 'online', label: 'Online', icon: <PresenceDot silent presence="online" /> },
  { value: 'busy', label: 'Busy', icon: <PresenceDot silent presence="busy" /> },
  { value: 'offline', label: 'Offline', icon: <PresenceDot silent presence="offline" /> },
]

export const themes: Choice<Theme>[] = [
  { value: 'light', label: 'Light', icon: <Sun aria-hidden /> },
  { value: 'dark', label: 'Dark', icon: <Moon aria-hidden /> },
  { value: 'system', label: 'System', icon: <Monitor aria-hidden /> },
]

/** Availability, theme, profile, sign out. `trigger` replaces the rail's button. */
export function ProfileMenu({ trigger = <RailButton /> }: { trigger?: ReactElement<Record<string, unknown>> }) {
  const { account, profile } = useSession()
  const theme = useTheme()
  const help = brand().support_url ?? (brand().support_email && `mailto:${brand().support_email}`)
  const router = useRouter()
  const [availability, choose] = useOptimistic(account.availability, (next) => setAvailability(account.id, next))
  const [isAutoOffline, chooseAutoOffline] = useOptimistic(account.auto_offline, (next: boolean) => setAutoOffline(account.id, next))
  const leaving = useMutation({ mutationFn: signOut, onSuccess: () => router.navigate({ to: '/app/login' }), onError: toastError })
  const changeAccount = (id: string) => router.navigate({ to: '/app/accounts/$accountId/conversations', params: { accountId: id } })
  return (
    <Menu trigger={trigger} side="top" className="w-56">
      {profile.accounts.length > 1 && (
        <>
          <MenuChoices
            label="Account"
            value={String(account.id)}
            choices={profile.accounts.map((one) => ({ value: String(one.id), label: one.name }))}
            onChange={(id) => void changeAccount(id)}
          />
          <MenuSeparator />
        </>
      )}
      <MenuChoices label="Availability" value={availability} choices={availabilities} onChange={choose} />
      <MenuTick icon={<TimerOff aria-hidden />} checked={isAutoOffline} onChange={chooseAutoOffline}>
        Offline when I am away
      </MenuTick>
      <MenuSeparator />
      <MenuChoices label="Theme" value={theme} choices={themes} onChange={setTheme} />
      <MenuSeparator />
      {account.role === 'administrator' && (
        <MenuItem icon={<ChartColumn aria-hidden />} render={<Link to="/app/accounts/$accountId/reports" params={{ accountId: String(account.id) }} />}>
          Reports
        </MenuItem>
      )}
      <MenuItem icon={<UserRound aria-hidden />} render={<Link to="/app/accounts/$accountId/profile" params={{ accountId: String(account.id) }} />}>
        Profile
      </MenuItem>
      {help && (
        <MenuItem icon={<LifeBuoy aria-hidden />} render={<a href={help} target="_blank" rel="noopener noreferrer" aria-label="Help" />}>
          Help
        </MenuItem>
      )}
      <MenuItem icon={<LogOut aria-hidden />} onClick={() => leaving.mutate()}>
        Sign out
      </MenuItem>
    </Menu>
  )
}

function RailButton(props: Record<string, unknown>) {
  const { account, profile } = useSession()
  return (
    <button
      type="button"
      aria-label={`${profile.available_name}: availability, theme, profile`}
      className="flex w-full items-center gap-2.5 rounded-md px-1.5 py-1.5 text-start transition-colors hover:bg-surface-3 data-popup-open:bg-surface-3 max-lg:justify-center"
      {...props}
    >
      <Avatar name={profile.available_name} url={profile.avatar_url} size={28} presence={account.availability} />
      <span className="min-w-0 flex-1 max-lg:hidden">
        <span className="block truncate text-sm font-medium">{profile.available_name}</span>
        <span className="block truncate text-xs text-text-3">{profile.email}</span>
      </span>
    </button>
  )
}
