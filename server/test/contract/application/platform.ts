import type { Answer, TestApp } from '../../harness.ts'
import type { Ask } from '../stage.ts'

// Two programs that run the installation, for §8.1.

export const deskToken = 'a-token-of-the-hosting-desk'
export const otherToken = 'a-token-of-some-other-desk'
export const platformEnv = { ENABLE_ACCOUNT_SIGNUP: 'true', PLATFORM_API_TOKEN: `desk=${deskToken}, other=${otherToken}` }

export const noSuch = { status: 404, error: 'Not Found' }
export const notTheirs = { error: 'Non permissible resource' }

export const platformAsk = (app: () => TestApp, token?: string): Ask => (method: string, path: string, body?: unknown): Promise<Answer> =>
  app().call(method, `/platform/api/v1${path}`, { token, body })

let people = 0
export async function newUser(desk: Ask): Promise<{ id: number; email: string; access_token: string }> {
  return (await desk('POST', '/users', { name: 'Ida Holm', email: `ida${++people}@bakery.test`, password: 'Correct-horse-9' })).body
}
export const newAccount = async (desk: Ask, name = 'Bakery') => (await desk('POST', '/accounts', { name })).body.id as number
