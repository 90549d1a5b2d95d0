import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { contactSorts, type ContactsSearch } from '../contacts/queries.ts'
import { ConversationsScreen } from '../conversations/screen.tsx'
import type { ConversationFilter } from '../conversations/placement.ts'
import { type Sort, sorts } from '../conversations/sorts.ts'
import type { ViewSearch } from '../custom_filters/use_view.ts'
import { type Days, days, isDay, periods, type ReportsSearch, scopeTypes } from '../reports/span.ts'
import type { ConversationStatus } from '../wire.ts'
import { account } from './root.tsx'
import { idOf, isOneOf, textOf, viewOf } from './search.ts'

const accountHome = createRoute({
  getParentRoute: () => account,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/app/accounts/$accountId/conversations', params })
  },
})

export interface ConversationsSearch extends ViewSearch {
  assignee_type?: 'me' | 'unassigned' | 'all'
  status?: ConversationStatus | 'all'
  inbox_id?: number
  team_id?: number
  label?: string
  conversation_type?: ConversationFilter['conversation_type']
  sort?: Sort
}

/** The list stays mounted while conversations are opened beside it: the open one is a child without a component. */
const conversations = createRoute({
  getParentRoute: () => account,
  path: 'conversations',
  validateSearch: (search: Record<string, unknown>): ConversationsSearch => ({
    ...(isOneOf(search.assignee_type, ['me', 'unassigned', 'all']) && { assignee_type: search.assignee_type }),
    ...(isOneOf(search.status, ['open', 'resolved', 'pending', 'snoozed', 'all']) && { status: search.status }),
    ...idOf('inbox_id', search),
    ...idOf('team_id', search),
    ...textOf('label', search),
    ...(isOneOf(search.conversation_type, ['mention', 'participating', 'unattended']) && { conversation_type: search.conversation_type }),
    ...(isOneOf(search.sort, sorts.map(({ value }) => value)) && { sort: search.sort }),
    ...viewOf(search),
  }),
  component: ConversationsScreen,
})
const conversation = createRoute({ getParentRoute: () => conversations, path: '$conversationId' })

/** Chatwoot's address of one inbox's conversations. */
const inboxConversations = createRoute({
  getParentRoute: () => account,
  path: 'inbox/$inboxId',
  beforeLoad: ({ params }) => {
    throw redirect({
      to: '/app/accounts/$accountId/conversations',
      params: { accountId: params.accountId },
      search: { assignee_type: 'all', inbox_id: Number(params.inboxId) },
    })
  },
})

const notifications = createRoute({
  getParentRoute: () => account,
  path: 'notifications',
  component: lazyRouteComponent(() => import('../notifications/screen.tsx'), 'NotificationsScreen'),
})
const contacts = createRoute({
  getParentRoute: () => account,
  path: 'contacts',
  validateSearch: (search: Record<string, unknown>): ContactsSearch => ({
    ...textOf('q', search),
    ...(isOneOf(search.sort, contactSorts) && { sort: search.sort }),
    ...textOf('label', search),
    ...(search.active === true && { active: true }),
    ...viewOf(search),
  }),
  component: lazyRouteComponent(() => import('../contacts/screen.tsx'), 'ContactsScreen'),
})
const contact = createRoute({
  getParentRoute: () => account,
  path: 'contacts/$contactId',
  component: lazyRouteComponent(() => import('../contacts/contact_page.tsx'), 'ContactPage'),
})
const contactFiles = createRoute({
  getParentRoute: () => account,
  path: 'contacts/files',
  validateSearch: (search: Record<string, unknown>): Pick<ContactsSearch, 'label' | 'view' | 'filter'> => ({ ...textOf('label', search), ...viewOf(search) }),
  component: lazyRouteComponent(() => import('../contact_files/screen.tsx'), 'ContactFilesScreen'),
})
const reports = createRoute({
  getParentRoute: () => account,
  path: 'reports',
  validateSearch: (search: Record<string, unknown>): ReportsSearch => ({
    ...(isOneOf(String(search.days), days.map(String)) && { days: Number(search.days) as Days }),
    ...(isDay(search.from) && isDay(search.to) && search.from <= search.to && { from: search.from, to: search.to }),
    ...(isOneOf(search.type, scopeTypes) && { type: search.type, ...idOf('id', search) }),
    ...(isOneOf(search.group_by, periods) && { group_by: search.group_by }),
    ...(search.worked === true && { worked: true }),
  }),
  component: lazyRouteComponent(() => import('../reports/screen.tsx'), 'ReportsScreen'),
})
const csat = createRoute({ getParentRoute: () => account, path: 'reports/csat', component: lazyRouteComponent(() => import('../csat/screen.tsx'), 'CsatScreen') })
const profile = createRoute({ getParentRoute: () => account, path: 'profile', component: lazyRouteComponent(() => import('../profile/screen.tsx'), 'ProfileScreen') })

/** What agents work with all day. */
export const workRoutes = [accountHome, conversations.addChildren([conversation]), inboxConversations, notifications, contacts, contactFiles, contact, reports, csat, profile] as const
