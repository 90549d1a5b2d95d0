import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { onSignedOut } from './api.ts'
import { LoadFailed, NotFound } from './frame/not_found.tsx'
import { queryClient } from './query_client.ts'
import { account, root } from './routes/root.tsx'
import { isLocalPath } from './routes/search.ts'
import { settingsRoutes } from './routes/settings.tsx'
import { workRoutes } from './routes/work.tsx'
import { homeAccount, installationQuery, profileQuery, signInByLink } from './session.ts'
import { SignIn } from './session/sign_in.tsx'

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
    // Also for somebody who is signed in already: the link says as whom to go on.
    if (email !== undefined && sso_auth_token !== undefined) {
      const profile = await signInByLink(email, sso_auth_token).catch(() => null)
      throw profile ? redirect({ to: '/', replace: true }) : redirect({ to: '/app/login', search: { link: 'over' }, replace: true })
    }
    if (await queryClient.ensureQueryData(profileQuery)) throw redirect({ to: '/' })
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

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    appHome,
    onboarding,
    login,
    passwordLink,
    newPassword,
    account.addChildren([...workRoutes, settingsRoutes]),
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
