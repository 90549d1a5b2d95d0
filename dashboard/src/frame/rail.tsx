import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useSearch } from '@tanstack/react-router'
import { Inbox as InboxIcon, MessagesSquare, Plus, Send, ShieldCheck, UserRound, UserRoundX, UsersRound, Webhook } from 'lucide-react'
import type { ReactNode } from 'react'
import { say } from '../brand.ts'
import { countsQuery } from '../counts.ts'
import { inboxColour } from '../inboxes/colour.ts'
import { inboxesQuery } from '../inboxes/queries.ts'
import { useSession } from '../session.ts'
import { BrandMark } from '../ui/brand_mark.tsx'
import { cx } from '../ui/cx.ts'
import { firstLetter } from '../ui/initials.ts'
import { ProfileMenu } from './profile_menu.tsx'

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
        <Views />
        <Inboxes />
        {isAdministrator && <SettingsPages title="Settings" pages={settingsPages.filter((page) => !('isIntegration' in page))} />}
        {isAdministrator && <SettingsPages title="Integrations" pages={settingsPages.filter((page) => 'isIntegration' in page)} />}
      </div>
      <div className="p-2">
        <ProfileMenu />
      </div>
    </nav>
  )
}

const views = [
  { type: 'me', label: 'Mine', icon: <UserRound aria-hidden />, count: 'mine_count' },
  { type: 'unassigned', label: 'Unassigned', icon: <UserRoundX aria-hidden />, count: 'unassigned_count' },
  { type: 'all', label: 'All', icon: <MessagesSquare aria-hidden />, count: 'all_count' },
] as const

function Views() {
  const { accountId } = useSession()
  const { data: counts } = useQuery(countsQuery(accountId))
  const here = useConversationsView()
  return (
    <Section title="Conversations">
      {views.map((view) => (
        <RailLink key={view.type} active={here?.type === view.type && here.inboxId === undefined}>
          <Link to="/app/accounts/$accountId/conversations" params={{ accountId: String(accountId) }} search={{ assignee_type: view.type }} title={view.label}>
            {view.icon}
            <RailLabel>{view.label}</RailLabel>
            <RailCount count={counts?.[view.count]} />
          </Link>
        </RailLink>
      ))}
    </Section>
  )
}

function Inboxes() {
  const { accountId, isAdministrator } = useSession()
  const { data: inboxes } = useQuery(inboxesQuery(accountId))
  const here = useConversationsView()
  const params = { accountId: String(accountId) }
  if (inboxes?.length === 0 && !isAdministrator) return null
  return (
    <Section title={say('Inboxes')}>
      {inboxes?.map((inbox) => (
        <RailLink key={inbox.id} active={here?.inboxId === inbox.id}>
          <Link to="/app/accounts/$accountId/conversations" params={params} search={{ assignee_type: 'all', inbox_id: inbox.id }} title={inbox.name}>
            <span aria-hidden className="mx-1 size-2 shrink-0 rounded-full max-lg:hidden" style={{ background: inboxColour(inbox.id) }} />
            <span aria-hidden className="grid size-6 place-items-center rounded-sm border-s-2 bg-surface-3 text-2xs font-semibold lg:hidden" style={{ borderColor: inboxColour(inbox.id) }}>
              {firstLetter(inbox.name)}
            </span>
            <RailLabel>{inbox.name}</RailLabel>
          </Link>
        </RailLink>
      ))}
      {isAdministrator && inboxes?.length === 0 && (
        <RailLink>
          <Link to="/app/accounts/$accountId/settings/inboxes/new" params={params} title={say('Add Inbox')}>
            <Plus aria-hidden />
            <RailLabel>{say('Add Inbox')}</RailLabel>
          </Link>
        </RailLink>
      )}
    </Section>
  )
}

export const settingsPages = [
  { to: '/app/accounts/$accountId/settings/inboxes/list', under: '/settings/inboxes', label: 'Inboxes', icon: <InboxIcon aria-hidden /> },
  { to: '/app/accounts/$accountId/settings/agents', under: '/settings/agents', label: 'Agents', icon: <UsersRound aria-hidden /> },
  { to: '/app/accounts/$accountId/settings/webhooks', under: '/settings/webhooks', label: 'Webhooks', icon: <Webhook aria-hidden />, isIntegration: true },
  { to: '/app/accounts/$accountId/settings/integrations/deliveries', under: '/settings/integrations/deliveries', label: 'Deliveries', icon: <Send aria-hidden />, isIntegration: true },
  { to: '/app/accounts/$accountId/settings/integrations/signatures', under: '/settings/integrations/signatures', label: 'Check a signature', icon: <ShieldCheck aria-hidden />, isIntegration: true },
] as const

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

/** The view and inbox the conversations screen shows now, or null on other screens. */
function useConversationsView() {
  const { pathname } = useLocation()
  const search = useSearch({ strict: false })
  if (!pathname.includes('/conversations')) return null
  return { type: search.assignee_type ?? 'all', inboxId: search.inbox_id }
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="px-2 pb-1 text-xs font-medium text-text-3 max-lg:sr-only">{title}</h2>
      <ul className="space-y-0.5">{children}</ul>
    </section>
  )
}

function RailLink({ active = false, children }: { active?: boolean; children: ReactNode }) {
  return (
    <li
      data-active={active || undefined}
      className={cx(
        '[&>a]:flex [&>a]:h-[30px] [&>a]:items-center [&>a]:gap-2.5 [&>a]:rounded-md [&>a]:px-2 [&>a]:text-sm [&>a]:text-text-2 [&>a]:transition-colors',
        'max-lg:[&>a]:h-9 max-lg:[&>a]:justify-center [&_svg]:size-4 [&_svg]:shrink-0',
        active
          ? 'relative before:absolute before:inset-y-1.5 before:start-0 before:w-0.5 before:rounded-full before:bg-accent [&>a]:bg-selected [&>a]:font-medium [&>a]:text-text'
          : '[&>a:hover]:bg-surface-3 [&>a:hover]:text-text',
      )}
    >
      {children}
    </li>
  )
}

const RailLabel = ({ children }: { children: ReactNode }) => <span className="min-w-0 flex-1 truncate max-lg:sr-only">{children}</span>

function RailCount({ count }: { count: number | undefined }) {
  if (!count) return null
  return (
    <span title={String(count)} className="figures text-xs text-text-3 max-lg:hidden">
      {count > 99 ? '99+' : count}
    </span>
  )
}
