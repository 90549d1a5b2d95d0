import { createRootRoute, createRoute, Outlet, redirect } from '@tanstack/react-router'
import { takeBrand } from '../brand.ts'
import { Frame } from '../frame/frame.tsx'
import { LoadFailed, NotFound } from '../frame/not_found.tsx'
import { queryClient } from '../query_client.ts'
import { installationQuery, profileQuery } from '../session.ts'

export const root = createRootRoute({
  // Every screen speaks in the installation's name and words.
  beforeLoad: async () => takeBrand((await queryClient.ensureQueryData(installationQuery)).brand),
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: LoadFailed,
})

/** Everything below is for people who are in the account of the address. */
export const account = createRoute({
  getParentRoute: () => root,
  path: '/app/accounts/$accountId',
  beforeLoad: async ({ params, location }) => {
    const profile = await queryClient.ensureQueryData(profileQuery)
    if (!profile) throw redirect({ to: '/app/login', search: { next: location.href } })
    if (!profile.accounts.some((one) => one.id === Number(params.accountId))) throw redirect({ to: '/' })
  },
  component: Frame,
})
