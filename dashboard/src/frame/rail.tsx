import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { AtSign, ChartColumn, ContactRound, Eye, Hourglass, MessagesSquare, UserRound, UserRoundX } from 'lucide-react'
import type { ReactNode } from 'react'
import { say } from '../brand.ts'
import { countsQuery } from '../counts.ts'
import { RailBell } from '../notifications/bell.tsx'
import { useSession } from '../session.ts'
import { BrandMark } from '../ui/brand_mark.tsx'
import { ProfileMenu } from './profile_menu.tsx'
import { Folders, Inboxes, Labels, Teams } from './rail_places.tsx'
import { RailCount, RailLabel, RailLink, Section, useConversationsView } from './rail_parts.tsx'
import { settingsPages, settingsPagesFor } from './settings_pages.tsx'

/** Navigation: 224 px with words, 56 px with icons alone between 768 and 1100 px, gone below. */
export function Rail() {
  const { account, isAdministrator } = useSession()
  return (
    <nav aria-label="Main" className="flex w-14 shrink-0 flex-col max-md:hidden lg:w-56">
      <div className="flex h-14 shrink-0 items-center gap-2.5 px-4 lg:px-4">
        <BrandMark size={24} />
        <span className="truncate text-base font-semibold max-lg:hidden">{account.name}</span>
      </div>
      <div className="min-h-0 flex-1 space-y-5 overflow-y-auto px-2 pt-1 pb-3 max-lg:space-y-3">
        <ul className="space-y-0.5">
          <RailBell />
          <RailPage to="/app/accounts/$accountId/contacts" label="Contacts" icon={<ContactRound aria-hidden />} />
          {isAdministrator && <RailPage to="/app/accounts/$accountId/reports" label="Reports" icon={<ChartColumn aria-hidden />} />}
        </ul>
        <Views />
        <Folders />
        <Inboxes />
        <Teams />
        <Labels />
        <SettingsPages title="Settings" pages={settingsPagesFor(isAdministrator).filter((page) => !('isIntegration' in page))} />
        {isAdministrator && <SettingsPages title="Integrations" pages={settingsPages.filter((page) => 'isIntegration' in page)} />}
      </div>
      <div className="p-2">
        <ProfileMenu />
      </div>
    </nav>
  )
}

function RailPage({ to, label, icon }: { to: '/app/accounts/$accountId/contacts' | '/app/accounts/$accountId/reports'; label: string; icon: ReactNode }) {
  const { accountId } = useSession()
  const { pathname } = useLocation()
  return (
    <RailLink active={pathname.startsWith(to.replace('$accountId', String(accountId)))}>
      <Link to={to} params={{ accountId: String(accountId) }} title={label}>
        {icon}
        <RailLabel>{label}</RailLabel>
      </Link>
    </RailLink>
  )
}

const views = [
  { type: 'me', label: 'Mine', icon: <UserRound aria-hidden />, count: 'mine_count' },
  { type: 'unassigned', label: 'Unassigned', icon: <UserRoundX aria-hidden />, count: 'unassigned_count' },
  { type: 'all', label: 'All', icon: <MessagesSquare aria-hidden />, count: 'all_count' },
] as const

const kinds = [
  { kind: 'mention', label: 'Mentions', icon: <AtSign aria-hidden /> },
  { kind: 'participating', label: 'Participating', icon: <Eye aria-hidden /> },
  { kind: 'unattended', label: 'Unattended', icon: <Hourglass aria-hidden /> },
] as const

function Views() {
  const { accountId } = useSession()
  const { data: counts } = useQuery(countsQuery(accountId))
  const here = useConversationsView()
  return (
    <Section title="Conversations">
      {views.map((view) => (
        <RailLink key={view.type} active={here?.type === view.type && !here.isNarrowed}>
          <Link to="/app/accounts/$accountId/conversations" params={{ accountId: String(accountId) }} search={{ assignee_type: view.type }} title={view.label}>
            {view.icon}
            <RailLabel>{view.label}</RailLabel>
            <RailCount count={counts?.[view.count]} />
          </Link>
        </RailLink>
      ))}
      {kinds.map(({ kind, label, icon }) => (
        <RailLink key={kind} active={here?.kind === kind}>
          <Link to="/app/accounts/$accountId/conversations" params={{ accountId: String(accountId) }} search={{ conversation_type: kind }} title={label}>
            {icon}
            <RailLabel>{label}</RailLabel>
          </Link>
        </RailLink>
      ))}
    </Section>
  )
}

function SettingsPages({ title, pages }: { title: string; pages: readonly (typeof settingsPages)[number][] }) {
  const { accountId } = useSession()
  const { pathname } = useLocation()
  return (
    <Section title={title}>
      {pages.map((page) => (
        <RailLink key={page.to} active={pathname.includes(page.under)}>
          <Link to={page.to} params={{ accountId: String(accountId) }} title={say(page.label)}>
            {page.icon}
            <RailLabel>{say(page.label)}</RailLabel>
          </Link>
        </RailLink>
      ))}
    </Section>
  )
}
