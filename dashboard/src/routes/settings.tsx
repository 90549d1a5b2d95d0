import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { type DeliveryFilter, readFilter } from '../deliveries/filter.ts'
import { account } from './root.tsx'
import { idOf, isOneOf } from './search.ts'

const settings = createRoute({ getParentRoute: () => account, path: 'settings' })
const settingsHome = createRoute({ getParentRoute: () => settings, path: '/', beforeLoad: goToInboxes })
const inboxesHome = createRoute({ getParentRoute: () => settings, path: 'inboxes', beforeLoad: goToInboxes })
const inboxList = createRoute({
  getParentRoute: () => settings,
  path: 'inboxes/list',
  component: lazyRouteComponent(() => import('../inboxes/list.tsx'), 'InboxList'),
})

export type WizardStep = 'channel' | 'create' | 'agents' | 'finish'
const newInbox = createRoute({
  getParentRoute: () => settings,
  path: 'inboxes/new',
  validateSearch: (search: Record<string, unknown>): { step?: WizardStep; inbox_id?: number } => ({
    ...(isOneOf(search.step, ['channel', 'create', 'agents', 'finish']) && { step: search.step }),
    ...idOf('inbox_id', search),
  }),
  component: lazyRouteComponent(() => import('../inboxes/wizard.tsx'), 'InboxWizard'),
})

const inboxTabs = ['settings', 'collaborators', 'hours', 'csat', 'configuration', 'bot', 'deliveries'] as const
export type InboxTab = (typeof inboxTabs)[number]
const inboxSettings = createRoute({
  getParentRoute: () => settings,
  path: 'inboxes/$inboxId',
  validateSearch: (search: Record<string, unknown>): { tab?: InboxTab } & DeliveriesSearch => ({
    ...(isOneOf(search.tab, inboxTabs) && { tab: search.tab }),
    ...(search.tab === 'deliveries' && readDeliveriesSearch(search)),
  }),
  component: lazyRouteComponent(() => import('../inboxes/settings.tsx'), 'InboxSettings'),
})
const agents = createRoute({ getParentRoute: () => settings, path: 'agents', component: lazyRouteComponent(() => import('../agents/screen.tsx'), 'AgentsScreen') })
const teams = createRoute({ getParentRoute: () => settings, path: 'teams', component: lazyRouteComponent(() => import('../teams/screen.tsx'), 'TeamsScreen') })
const labels = createRoute({ getParentRoute: () => settings, path: 'labels', component: lazyRouteComponent(() => import('../labels/screen.tsx'), 'LabelsScreen') })
const cannedResponses = createRoute({
  getParentRoute: () => settings,
  path: 'canned-responses',
  component: lazyRouteComponent(() => import('../canned_responses/screen.tsx'), 'CannedResponsesScreen'),
})
const automation = createRoute({
  getParentRoute: () => settings,
  path: 'automation',
  component: lazyRouteComponent(() => import('../automation_rules/screen.tsx'), 'AutomationRulesScreen'),
})
const macros = createRoute({ getParentRoute: () => settings, path: 'macros', component: lazyRouteComponent(() => import('../macros/screen.tsx'), 'MacrosScreen') })
const agentBots = createRoute({
  getParentRoute: () => settings,
  path: 'agent-bots',
  component: lazyRouteComponent(() => import('../agent_bots/screen.tsx'), 'AgentBotsScreen'),
})
const general = createRoute({ getParentRoute: () => settings, path: 'general', component: lazyRouteComponent(() => import('../accounts/screen.tsx'), 'AccountScreen') })
const customAttributes = createRoute({
  getParentRoute: () => settings,
  path: 'custom-attributes',
  component: lazyRouteComponent(() => import('../custom_attribute_definitions/screen.tsx'), 'CustomAttributesScreen'),
})
const assignment = createRoute({
  getParentRoute: () => settings,
  path: 'assignment',
  component: lazyRouteComponent(() => import('../assignment_policies/screen.tsx'), 'AssignmentPoliciesScreen'),
})
const webhooks = createRoute({ getParentRoute: () => settings, path: 'webhooks', component: lazyRouteComponent(() => import('../webhooks/screen.tsx'), 'WebhooksScreen') })

/** `replay`: the one whose progress is shown. */
export type DeliveriesSearch = DeliveryFilter & { replay?: number }
const deliveries = createRoute({
  getParentRoute: () => settings,
  path: 'integrations/deliveries',
  validateSearch: readDeliveriesSearch,
  component: lazyRouteComponent(() => import('../deliveries/screen.tsx'), 'DeliveriesScreen'),
})
const delivery = createRoute({
  getParentRoute: () => settings,
  path: 'integrations/deliveries/$deliveryId',
  component: lazyRouteComponent(() => import('../deliveries/one.tsx'), 'DeliveryScreen'),
})

/** `endpoint`: whose it is, such as "inbox-3"; `delivery`: the one from the ledger that is checked. */
export interface SignatureSearch {
  kind?: 'callback' | 'identity'
  endpoint?: string
  delivery?: number
}
const signatures = createRoute({
  getParentRoute: () => settings,
  path: 'integrations/signatures',
  validateSearch: (search: Record<string, unknown>): SignatureSearch => ({
    ...(isOneOf(search.kind, ['callback', 'identity']) && { kind: search.kind }),
    ...endpointOf(search),
    ...idOf('delivery', search),
  }),
  component: lazyRouteComponent(() => import('../signatures/screen.tsx'), 'SignatureScreen'),
})

export const settingsRoutes = settings.addChildren([
  settingsHome, general, customAttributes, inboxesHome, inboxList, newInbox, inboxSettings, agents, teams, assignment, labels, cannedResponses, automation, macros, agentBots, webhooks, deliveries, delivery, signatures,
])

function goToInboxes({ params }: { params: { accountId: string } }) {
  throw redirect({ to: '/app/accounts/$accountId/settings/inboxes/list', params })
}

function readDeliveriesSearch(search: Record<string, unknown>): DeliveriesSearch {
  return { ...readFilter(search), ...idOf('replay', search) }
}

function endpointOf(search: Record<string, unknown>): { endpoint?: string } {
  const { endpoint } = readFilter(search)
  return endpoint ? { endpoint } : {}
}
