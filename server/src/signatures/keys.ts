import type { Query } from '../db/db.ts'
import { unseal } from '../db/secrets.ts'
import type { KnownKey } from './match.ts'

/** Endpoints of each kind whose keys are tried: enough for any account, and a bound on the work. */
const most = 500

/** Every key that an account's callbacks and identities are signed with, in clear. `first` comes first, and is among them however many there are. */
export async function listKeys(query: Query, accountId: number, first: { kind: string; id: number } | null): Promise<KnownKey[]> {
  const inboxes = await query<Row>(
    `select 'inbox' as kind, id, name, secret, previous_secret, previous_secret_until, hmac_token, previous_hmac_token, previous_hmac_token_until
       from inboxes where account_id = $1 order by id = $2 desc, id desc limit ${most}`, [accountId, first?.kind === 'inbox' ? first.id : 0])
  const webhooks = await query<Row>(
    `select 'webhook' as kind, id, coalesce(name, url) as name, secret, previous_secret, previous_secret_until
       from webhooks where account_id = $1 order by id = $2 desc, id desc limit ${most}`, [accountId, first?.kind === 'webhook' ? first.id : 0])
  const bots = await query<Row>(
    `select 'agent_bot' as kind, id, coalesce(name, outgoing_url, '') as name, secret, previous_secret, previous_secret_until
       from agent_bots where account_id = $1 order by id = $2 desc, id desc limit ${most}`, [accountId, first?.kind === 'agent_bot' ? first.id : 0])
  return [...inboxes, ...webhooks, ...bots].flatMap(keysOf)
}

interface Row {
  kind: string
  id: number
  name: string
  secret: string
  previous_secret: string | null
  previous_secret_until: string | null
  hmac_token?: string
  previous_hmac_token?: string | null
  previous_hmac_token_until?: string | null
}

function keysOf({ kind, id, name, ...row }: Row): KnownKey[] {
  const endpoint = { kind, id, name }
  const key = (of: KnownKey['kind'], sealed: string | null | undefined, until: string | null | undefined): KnownKey[] =>
    (sealed ? [{ kind: of, endpoint, value: unseal(sealed), until: until ? Date.parse(until) : null }] : [])
  return [
    ...key('secret', row.secret, null), ...key('previous_secret', row.previous_secret, row.previous_secret_until),
    ...key('hmac_token', row.hmac_token, null), ...key('previous_hmac_token', row.previous_hmac_token, row.previous_hmac_token_until),
  ]
}
