import { queryOptions } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { ApiError, del, get, patch, post } from './api.ts'
import type { Installation } from './installation.ts'
import { queryClient } from './query_client.ts'
import type { Availability, Membership, Profile } from './wire.ts'

export interface Session {
  profile: Profile
  account: Membership
  accountId: number
  isAdministrator: boolean
}

export const installationQuery = queryOptions({
  queryKey: ['installation'],
  queryFn: () => get<Installation>('/api/v1/installation'),
})

/** The signed-in person, or null when nobody is signed in. */
export const profileQuery = queryOptions({
  queryKey: ['profile'],
  queryFn: async () => {
    try {
      return await get<Profile>('/api/v1/profile')
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
})

/** Given by the account's frame, so that a screen keeps its session until the frame takes it down. */
export const SessionContext = createContext<Session | null>(null)

/** Who works here and in which account; only below the account's frame, where both are known. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession is for screens of a signed-in account')
  return session
}

/** Null when nobody is signed in, or somebody who is not in this account. */
export function maybeSession(profile: Profile | null | undefined, accountId: number): Session | null {
  const account = profile?.accounts.find((one) => one.id === accountId)
  return profile && account ? { profile, account, accountId, isAdministrator: account.role === 'administrator' } : null
}

/** The account that `/` opens: the one used last, else the first. */
export function homeAccount(profile: Profile): Membership | undefined {
  return profile.accounts.find((account) => account.id === profile.account_id) ?? profile.accounts[0]
}

/** Sets the session cookie. Throws ApiError 401 for wrong credentials, 409 where too many sessions are open; `endsOthers` signs out everywhere else first. */
export async function signIn(email: string, password: string, endsOthers = false) {
  await post('/auth/sign_in', { email, password, ...(endsOthers && { revoke_all_sessions: true }) })
  return startSession()
}

/** Signs in by a link that is good once. Throws ApiError 401 for one that is used or over. */
export async function signInByLink(email: string, token: string) {
  await post('/auth/sign_in', { email, sso_auth_token: token })
  return startSession()
}

/** Has a link sent under which to set a new password; nobody learns whether the address is known. */
export const mailPasswordLink = (email: string) => post('/auth/password', { email })

/** Sets the password of whom the link was sent to, and signs in. Throws ApiError 422 for a link that is used or over. */
export async function setPassword(token: string, password: string) {
  await patch('/auth/password', { reset_password_token: token, password, password_confirmation: password })
  return startSession()
}

export interface FirstAccount {
  user_full_name: string
  account_name: string
  email: string
  password: string
}

/** Makes the account and its administrator, and signs in (application API §2.2). */
export async function createFirstAccount(input: FirstAccount) {
  await post('/api/v1/accounts', input)
  // Forgotten, not only stale: the router takes what is there.
  queryClient.removeQueries(installationQuery)
  return startSession()
}

export async function signOut() {
  await del('/auth/sign_out').catch(ignoreSignedOut)
  queryClient.setQueryData(profileQuery.queryKey, null)
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'profile' && queryKey[0] !== 'installation' })
}

export async function setAvailability(accountId: number, availability: Availability) {
  keepProfile(await post<Profile>('/api/v1/profile/availability', { account_id: accountId, availability }))
}

/** Whether the person counts as offline while no page of theirs is open. */
export async function setAutoOffline(accountId: number, isOn: boolean) {
  keepProfile(await post<Profile>('/api/v1/profile/auto_offline', { account_id: accountId, auto_offline: isOn }))
}

/** Throws ApiError 422 for what is no picture, or too big. */
export async function setPicture(file: File) {
  const form = new FormData()
  form.append('profile[avatar]', file)
  keepProfile(await patch<Profile>('/api/v1/profile', form))
}

export async function removePicture() {
  keepProfile(await del<Profile>('/api/v1/profile/avatar'))
}

export async function updateProfile(changes: { name?: string; display_name?: string }) {
  keepProfile(await patch<Profile>('/api/v1/profile', { profile: changes }))
}

/** Signs the person out everywhere else. Throws ApiError 422 when the present password is wrong. */
export async function changePassword(current: string, next: string) {
  const profile = { current_password: current, password: next, password_confirmation: next }
  keepProfile(await patch<Profile>('/api/v1/profile', { profile }))
}

/** The API token; it is kept by the page that shows it and never enters the cache. */
export const revealAccessToken = async () => (await get<Profile>('/api/v1/profile', { reveal: 'access_token' })).access_token ?? ''
/** The old one works for `overlap` more seconds. */
export const resetAccessToken = async (overlap: number) => (await post<Profile>('/api/v1/profile/reset_access_token', { overlap })).access_token ?? ''

async function startSession() {
  queryClient.removeQueries({ queryKey: ['profile'] })
  const profile = await queryClient.fetchQuery(profileQuery)
  if (!profile) throw new ApiError('The browser did not keep the session cookie. Allow cookies for this address.', 401)
  return profile
}

function keepProfile(profile: Profile) {
  queryClient.setQueryData(profileQuery.queryKey, { ...profile, access_token: undefined })
}

function ignoreSignedOut(error: unknown) {
  if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 404)) throw error
}
