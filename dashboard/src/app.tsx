import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { onSignedOut } from './api.ts'
import { takeBrand } from './brand.ts'
import { ConversationsScreen } from './conversations/screen.tsx'
import { type DeliveryFilter, readFilter } from './deliveries/filter.ts'
import { Frame } from './frame/frame.tsx'
import { LoadFailed, NotFound } from './frame/not_found.tsx'
import { queryClient } from './query_client.ts'
import { homeAccount, installationQuery, profileQuery, signInByLink } from './session.ts'
import { SignIn } from './session/sign_in.tsx'
import type { ConversationStatus } from './wire.ts'

const root = createRootRoute({
  // Every screen speaks in the installation's name and words.
  beforeLoad: async () => takeBrand((await queryClient.ensureQueryData(installationQuery)).brand),
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: LoadFailed,
})

const home = createRoute({ getParentRoute: () => root, path: '/', beforeLoad: goHome })
const appHome = createRoute({ getParentRoute: () => root, path: '/app', beforeLoad: goHome })

const onboarding = createRoute({
  getParentRoute: () => root,
  path: '/installation/onboarding',
  beforeLoad: async () => {
    const installation = await queryClient.ensureQueryData(installationQuery)
    if (!installation.onboarding) throw redirect({ to: '/' })
  },
  component: lazyRouteComponent(() => import('./onboarding/screen.tsx'), 'OnboardingScreen'),
})

/** `sso_auth_token` signs in by a link; `link` is there when one did not. */
interface LoginSearch {
  next?: string
  email?: string
  sso_auth_token?: string
  link?: 'over'
}

const login = createRoute({
  getParentRoute: () => root,
  path: '/app/login',
  validateSearch: (search: Record<string, unknown>): LoginSearch => ({
    ...(isLocalPath(search.next) && { next: search.next }),
    ...(search.link === 'over' && { link: search.link }),
    ...(search.sso_auth_token !== undefined && { email: String(search.email), sso_auth_token: String(search.sso_auth_token) }),
  }),
  beforeLoad: async ({ search: { email, sso_auth_token } }) => {
    if (await queryClient.ensureQueryData(profileQuery)) throw redirect({ to: '/' })
    if (email !== undefined && sso_auth_token !== undefined) {
      const profile = await signInByLink(email, sso_auth_token).catch(() => null)
      throw profile ? redirect({ to: '/', replace: true }) : redirect({ to: '/app/login', search: { link: 'over' }, replace: true })
    }
    const installation = await queryClient.ensureQueryData(installationQuery)
    if (installation.onboarding) throw redirect({ to: '/installation/onboarding' })
  },
  component: SignIn,
})

const passwordLink = createRoute({
  getParentRoute: () => root,
  path: '/app/auth/reset/password',
  component: lazyRouteComponent(() => import('./session/password_link.tsx'), 'PasswordLinkScreen'),
})

const newPassword = createRoute({
  getParentRoute: () => root,
  path: '/app/auth/password/edit',
  validateSearch: (search: Record<string, unknown>): { reset_password_token?: string } =>
    (search.reset_password_token === undefined ? {} : { reset_password_token: String(search.reset_password_token) }),
  component: lazyRouteComponent(() => import('./session/new_password.tsx'), 'NewPasswordScreen'),
})

const account = createRoute({
  getParentRoute: () => root,
  path: '/app/accounts/$accountId',
  beforeLoad: async ({ params, location }) => {
    const profile = await queryClient.ensureQueryData(profileQuery)
    if (!profile) throw redirect({ to: '/app/login', search: { next: location.href } })
    if (!profile.accounts.some((one) => one.id === Number(params.accountId))) throw redirect({ to: '/' })
  },
  component: Frame,
})

const accountHome = createRoute({
  getParentRoute: () => account,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/app/accounts/$accountId/conversations', params })
  },
})

export interface ConversationsSearch {
  assignee_type?: 'me' | 'unassigned' | 'all'
  status?: ConversationStatus | 'all'
  inbox_id?: number
  team_id?: number
  label?: string
}

/** The list stays mounted while conversations are opened beside it: the open one is a child without a component. */
const conversations = createRoute({
  getParentRoute: () => account,
  path: 'conversations',
  validateSearch: (search: Record<string, unknown>): ConversationsSearch => ({
    ...(isOneOf(search.assignee_type, ['me', 'unassigned', 'all']) && { assignee_type: search.assignee_type }),
    ...(isOneOf(search.status, ['open', 'resolved', 'pending', 'snoozed', 'all']) && { status: search.status }),
    ...(Number(search.inbox_id) > 0 && { inbox_id: Number(search.inbox_id) }),
    ...(Number(search.team_id) > 0 && { team_id: Number(search.team_id) }),
    ...(search.label !== undefined && search.label !== '' && { label: String(search.label) }),
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

const settings = createRoute({ getParentRoute: () => account, path: 'settings' })
const settingsHome = createRoute({ getParentRoute: () => settings, path: '/', beforeLoad: goToInboxes })
const inboxesHome = createRoute({ getParentRoute: () => settings, path: 'inboxes', beforeLoad: goToInboxes })
const inboxList = createRoute({
  getParentRoute: () => settings,
  path: 'inboxes/list',
  component: lazyRouteComponent(() => import('./inboxes/list.tsx'), 'InboxList'),
})

export type WizardStep = 'channel' | 'create' | 'agents' | 'finish'
const newInbox = createRoute({
  getParentRoute: () => settings,
  path: 'inboxes/new',
  validateSearch: (search: Record<string, unknown>): { step?: WizardStep; inbox_id?: number } => ({
    ...(isOneOf(search.step, ['channel', 'create', 'agents', 'finish']) && { step: search.step }),
    ...(Number(search.inbox_id) > 0 && { inbox_id: Number(search.inbox_id) }),
  }),
  component: lazyRouteComponent(() => import('./inboxes/wizard.tsx'), 'InboxWizard'),
})

export type InboxTab = 'settings' | 'collaborators' | 'configuration' | 'deliveries'
const inboxSettings = createRoute({
  getParentRoute: () => settings,
  path: 'inboxes/$inboxId',
  validateSearch: (search: Record<string, unknown>): { tab?: InboxTab } & DeliveriesSearch => ({
    ...(isOneOf(search.tab, ['settings', 'collaborators', 'configuration', 'deliveries']) && { tab: search.tab }),
    ...(search.tab === 'deliveries' && readDeliveriesSearch(search)),
  }),
  component: lazyRouteComponent(() => import('./inboxes/settings.tsx'), 'InboxSettings'),
})
const agents = createRoute({ getParentRoute: () => settings, path: 'agents', component: lazyRouteComponent(() => import('./agents/screen.tsx'), 'AgentsScreen') })
const teams = createRoute({ getParentRoute: () => settings, path: 'teams', component: lazyRouteComponent(() => import('./teams/screen.tsx'), 'TeamsScreen') })
const labels = createRoute({ getParentRoute: () => settings, path: 'labels', component: lazyRouteComponent(() => import('./labels/screen.tsx'), 'LabelsScreen') })
const cannedResponses = createRoute({
  getParentRoute: () => settings,
  path: 'canned-responses',
  component: lazyRouteComponent(() => import('./canned_responses/screen.tsx'), 'CannedResponsesScreen'),
})
const webhooks = createRoute({ getParentRoute: () => settings, path: 'webhooks', component: lazyRouteComponent(() => import('./webhooks/screen.tsx'), 'WebhooksScreen') })

/** `replay`: the one whose progress is shown. */
export type DeliveriesSearch = DeliveryFilter & { replay?: number }
const deliveries = createRoute({
  getParentRoute: () => settings,
  path: 'integrations/deliveries',
  validateSearch: readDeliveriesSearch,
  component: lazyRouteComponent(() => import('./deliveries/screen.tsx'), 'DeliveriesScreen'),
})
const delivery = createRoute({
  getParentRoute: () => settings,
  path: 'integrations/deliveries/$deliveryId',
  component: lazyRouteComponent(() => import('./deliveries/one.tsx'), 'DeliveryScreen'),
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
    ...pick(readFilter(search), 'endpoint'),
    ...(Number(search.delivery) > 0 && { delivery: Number(search.delivery) }),
  }),
  component: lazyRouteComponent(() => import('./signatures/screen.tsx'), 'SignatureScreen'),
})
const profile = createRoute({ getParentRoute: () => account, path: 'profile', component: lazyRouteComponent(() => import('./profile/screen.tsx'), 'ProfileScreen') })

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    appHome,
    onboarding,
    login,
    passwordLink,
    newPassword,
    account.addChildren([
      accountHome,
      conversations.addChildren([conversation]),
      inboxConversations,
      settings.addChildren([settingsHome, inboxesHome, inboxList, newInbox, inboxSettings, agents, teams, labels, cannedResponses, webhooks, deliveries, delivery, signatures]),
      profile,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: LoadFailed,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

/** The session ended while the page was open: sign in again, then come back to the same place. */
onSignedOut(() => {
  if (queryClient.getQueryData(profileQuery.queryKey) === null) return
  queryClient.setQueryData(profileQuery.queryKey, null)
  const { pathname, href } = router.state.location
  if (pathname.startsWith('/app/accounts/')) void router.navigate({ to: '/app/login', search: { next: href } })
})

async function goHome() {
  const signedIn = await queryClient.ensureQueryData(profileQuery)
  const home = signedIn && homeAccount(signedIn)
  if (home) throw redirect({ to: '/app/accounts/$accountId/conversations', params: { accountId: String(home.id) } })
  const installation = await queryClient.ensureQueryData(installationQuery)
  throw redirect({ to: installation.onboarding ? '/installation/onboarding' : '/app/login' })
}

function goToInboxes({ params }: { params: { accountId: string } }) {
  throw redirect({ to: '/app/accounts/$accountId/settings/inboxes/list', params })
}

function readDeliveriesSearch(search: Record<string, unknown>): DeliveriesSearch {
  return { ...readFilter(search), ...(Number(search.replay) > 0 && { replay: Number(search.replay) }) }
}

const pick = <T extends object, K extends keyof T>(values: T, key: K) => (values[key] === undefined ? {} : { [key]: values[key] }) as Pick<T, K>

const isLocalPath = (value: unknown): value is string => typeof value === 'string' && value.startsWith('/') && !/^\/[/\\]/.test(value)

function isOneOf<const T extends string>(value: unknown, list: readonly T[]): value is T {
  return list.includes(value as T)
}
