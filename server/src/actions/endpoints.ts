import type { Query } from '../db/db.ts'
import { newToken, seal, unseal } from '../db/secrets.ts'
import { NotFound } from '../http/errors.ts'
import { type Action, webhookUrls } from './actions.ts'

/** A rule or a macro: each address that it posts to is an endpoint of the ledger, of its own. */
export interface ActionOwner {
  type: 'automation_rule' | 'macro'
  account_id: number
  id: number
}

/** Makes the owner's endpoints those of its actions. What is owed to one that goes is given up. */
export async function saveEndpoints(query: Query, owner: ActionOwner, name: string, actions: Action[]): Promise<void> {
  const urls = webhookUrls(actions)
  const own = [owner.account_id, owner.type, owner.id]
  await query('delete from action_endpoints where account_id = $1 and owner_type = $2 and owner_id = $3 and url <> all($4::text[])', [...own, urls])
  for (const url of urls) {
    await query(
      `insert into action_endpoints (account_id, owner_type, owner_id, name, url, secret) values ($1, $2, $3, $4, $5, $6)
       on conflict (account_id, owner_type, owner_id, md5(url)) do update set name = excluded.name`, [...own, name || url, url, seal(newToken())])
  }
}

/** Throws NotFound. */
export async function findActionEndpoint(query: Query, { account_id, type, id }: ActionOwner, url: string): Promise<{ id: number }> {
  const [endpoint] = await query<{ id: number }>(
    'select id from action_endpoints where account_id = $1 and owner_type = $2 and owner_id = $3 and md5(url) = md5($4) and url = $4', [account_id, type, id, url])
  if (!endpoint) throw new NotFound()
  return endpoint
}

/** With the secret that signs what is posted there: for administrators. */
export interface ActionWebhook {
  url: string
  secret: string
}

/** Those of several owners of an account, by their ids. */
export async function listWebhooks(query: Query, type: ActionOwner['type'], owners: { account_id: number; id: number }[]): Promise<Map<number, ActionWebhook[]>> {
  const rows = await query<ActionWebhook & { owner_id: number }>(
    'select owner_id, url, secret from action_endpoints where account_id = any($1::bigint[]) and owner_type = $2 and owner_id = any($3::bigint[]) order by id',
    [owners.map(({ account_id }) => account_id), type, owners.map(({ id }) => id)])
  return new Map([...Map.groupBy(rows, ({ owner_id }) => owner_id)].map(([id, own]) => [id, own.map(({ url, secret }) => ({ url, secret: unseal(secret) }))]))
}
