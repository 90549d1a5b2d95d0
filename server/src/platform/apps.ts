import type { Db, Query } from '../db/db.ts'
import { seal, tokenHash } from '../db/secrets.ts'
import { unauthorized } from '../http/errors.ts'

/** A program that runs the installation (application API §8.1). */
export interface PlatformApp {
  id: number
  name: string
}

export type PermissibleType = 'Account' | 'User' | 'AgentBot'

/**
 * Makes the platform apps those of the setting PLATFORM_API_TOKEN: a new token takes the place of the one before, and an app that is no longer named has
 * none. What an app was permitted stays its own, should it come back.
 */
export async function keepPlatformApps(db: Db, apps: { name: string; token: string }[]): Promise<void> {
  await db.transaction(async (query) => {
    await query('lock table platform_apps in share row exclusive mode')
    // First all that go, as a token may have passed from one app to another.
    await query(
      `delete from access_tokens t using platform_apps a where t.owner_type = 'PlatformApp' and a.id = t.owner_id
          and not exists (select from unnest($1::text[], $2::text[]) as named(name, token_hash) where named.name = a.name and named.token_hash = t.token_hash)`,
      [apps.map(({ name }) => name), apps.map(({ token }) => tokenHash(token))])
    for (const { name, token } of apps) {
      const [app] = await query<{ id: number }>('insert into platform_apps (name) values ($1) on conflict (name) do update set name = excluded.name returning id', [name])
      await query(
        `insert into access_tokens (owner_type, owner_id, token, token_hash) values ('PlatformApp', $1, $2, $3) on conflict (owner_type, owner_id) do nothing`,
        [app!.id, seal(token), tokenHash(token)])
    }
  })
}

export async function maybePlatformApp(query: Query, token: string): Promise<PlatformApp | null> {
  const [app] = await query<PlatformApp>(
    `select a.id, a.name from access_tokens t join platform_apps a on a.id = t.owner_id where t.owner_type = 'PlatformApp' and t.token_hash = $1`, [tokenHash(token)])
  return app ?? null
}

/** Lets the app touch this from now on: it has made it, or was given it. */
export async function permit(query: Query, app: PlatformApp, type: PermissibleType, id: number): Promise<void> {
  await query('insert into platform_permissibles (platform_app_id, permissible_type, permissible_id) values ($1, $2, $3) on conflict do nothing', [app.id, type, id])
}

/** It is no more, for any app. */
export async function forgetPermissible(query: Query, type: PermissibleType, id: number): Promise<void> {
  await query('delete from platform_permissibles where permissible_type = $1 and permissible_id = $2', [type, id])
}

/** Throws the 401 for what is none of the app's business. That it is there at all is found out before. */
export async function checkPermitted(query: Query, app: PlatformApp, type: PermissibleType, id: number): Promise<void> {
  const [permitted] = await query('select 1 from platform_permissibles where platform_app_id = $1 and permissible_type = $2 and permissible_id = $3', [app.id, type, id])
  if (!permitted) throw unauthorized('Non permissible resource')
}

export async function listPermitted(query: Query, app: PlatformApp, type: PermissibleType): Promise<number[]> {
  const rows = await query<{ permissible_id: number }>('select permissible_id from platform_permissibles where platform_app_id = $1 and permissible_type = $2', [app.id, type])
  return rows.map(({ permissible_id }) => permissible_id)
}
