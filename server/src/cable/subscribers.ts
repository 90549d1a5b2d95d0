import type { Db } from '../db/db.ts'
import { tokenHash } from '../db/secrets.ts'
import type { AgentSubscriber, ContactSubscriber, Subscriber } from './streams.ts'

/** The JSON inside a subscription's identifier, as the client wrote it (client API §6.1). */
export type RoomParams = Record<string, unknown>

/** Whoever the token, or for the dashboard the session, proves; null for nobody. `user_id` decides which of the two kinds is asked for. */
export async function maybeSubscriber(db: Db, params: RoomParams, sessionUser: () => Promise<number | null>): Promise<Subscriber | null> {
  return isBlank(params.user_id) ? maybeContact(db, params) : maybeAgent(db, params, sessionUser)
}

/** What users of an account may hear now; those who are no longer in it are missing. `token`: only the user whose token this is. */
export function listAccess(db: Db, accountId: number, userIds: number[], token: string | null = null): Promise<Omit<AgentSubscriber, 'by'>[]> {
  return db.query<Omit<AgentSubscriber, 'by'>>(access, [accountId, userIds, token === null ? null : tokenHash(token)])
}

const access = `
  select 'agent' as kind, m.account_id, m.user_id, m.role,
         (select coalesce(json_agg(i.inbox_id), '[]') from inbox_members i where i.account_id = m.account_id and i.user_id = m.user_id) as inbox_ids
    from account_users m
    join accounts a on a.id = m.account_id and a.status = 'active'
    join users u on u.id = m.user_id
   where m.account_id = $1 and m.user_id = any($2::bigint[]) and not m.awaits_proof and ($3::text is null or u.pubsub_token_hash = $3)`

async function maybeContact(db: Db, { pubsub_token }: RoomParams): Promise<ContactSubscriber | null> {
  if (!isToken(pubsub_token)) return null
  const [contact] = await db.query<ContactSubscriber>(session, [tokenHash(pubsub_token)])
  return contact ?? null
}

const session = `
  select 'contact' as kind, account_id, contact_id, id as contact_inbox_id, hmac_verified from contact_inboxes where pubsub_token_hash = $1`

async function maybeAgent(db: Db, params: RoomParams, sessionUser: () => Promise<number | null>): Promise<AgentSubscriber | null> {
  const [userId, accountId] = [toId(params.user_id), toId(params.account_id)]
  const token = params.pubsub_token ?? null
  if (userId === null || accountId === null) return null
  if (token === null ? await sessionUser() !== userId : !isToken(token)) return null
  const [agent] = await listAccess(db, accountId, [userId], token as string | null)
  return agent ? { ...agent, by: token === null ? 'session' : 'token' } : null
}

const isToken = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

/** Ids come as numbers or as numeric strings (quirk 10). */
function toId(value: unknown): number | null {
  const isNumeric = typeof value === 'number' || (typeof value === 'string' && /^\d{1,15}$/.test(value))
  return isNumeric && Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : null
}

/** Blank as Rails has it: nothing, false, white space, an empty list or object. */
function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === ''
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return value === undefined || value === null || value === false
}
