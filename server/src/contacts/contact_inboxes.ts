import { randomUUID } from 'node:crypto'
import type { Query } from '../db/db.ts'
import { newToken, seal, tokenHash } from '../db/secrets.ts'
import type { Tx } from '../events/emit.ts'
import type { Member } from '../http/auth.ts'
import { Invalid, NotFound, refused } from '../http/errors.ts'
import { isLonger } from '../http/lengths.ts'
import { listInboxes, type Inbox } from '../inboxes/inboxes.ts'
import type { Account, ContactInbox } from './contacts.ts'
import { textOrNull } from './rules.ts'

/** What the agents' API shows of an inbox beside a contact. */
export type SlimInbox = Pick<Inbox, 'id' | 'name' | 'avatar_url' | 'channel_type'>

export interface Link {
  source_id: string
  inbox: SlimInbox
}

/** Which contact may be reached where. Without `source_id` one is made up. */
export interface NewLink {
  account: Account
  inbox: { id: number }
  contact: { id: number }
  source_id?: string | null
  hmac_verified?: boolean
}

/**
 * The contact's session in an inbox: the one with this source id, else its newest there, else a new one. Throws a 422 when the
 * source id is another contact's, Invalid when it is too long.
 */
export async function findOrCreateContactInbox(tx: Tx, link: NewLink): Promise<ContactInbox> {
  if (textOrNull(link.source_id) !== null) return createContactInbox(tx, link)
  const newest = await newestOf(tx.query, link)
  if (newest) return newest
  // Two who start at once wait for each other here, and the second finds what the first has made.
  await tx.query('select 1 from contacts where account_id = $1 and id = $2 for no key update', [link.account.id, link.contact.id])
  return await newestOf(tx.query, link) ?? createContactInbox(tx, link)
}

/** A new session, or the contact's own one with this source id. Throws as findOrCreateContactInbox does. */
export async function createContactInbox(tx: Tx, link: NewLink): Promise<ContactInbox> {
  const sourceId = readSourceId(link.source_id) ?? randomUUID()
  const created = await insert(tx, { ...link, source_id: sourceId }, 'on conflict (account_id, inbox_id, md5(source_id)) do nothing')
  if (created) return created
  const [existing] = await tx.query<ContactInbox>(
    `select * from contact_inboxes where account_id = $1 and inbox_id = $2 and ${hasSourceId}`, [link.account.id, link.inbox.id, sourceId])
  if (existing?.contact_id !== link.contact.id) throw refused('source_id should be unique')
  return existing
}

/** A new session and nothing else: lets PostgreSQL's unique_violation through, so that the transaction starts over. */
export async function openContactInbox(tx: Tx, link: NewLink): Promise<ContactInbox> {
  return (await insert(tx, { ...link, source_id: readSourceId(link.source_id) ?? randomUUID() }))!
}

/** From now on the session's holder has proved to be its contact (client API §2.6). */
export async function verifyContactInbox(tx: Tx, { account_id, id }: ContactInbox): Promise<ContactInbox> {
  const [verified] = await tx.query<ContactInbox>(
    'update contact_inboxes set hmac_verified = true, updated_at = now() where account_id = $1 and id = $2 returning *', [account_id, id])
  if (!verified) throw new NotFound()
  tx.signals.push({ type: 'verified', contact_inbox_id: id })
  return verified
}

/** Where each of the contacts can be reached, in the order of creation. */
export async function listLinks(query: Query, accountId: number, contactIds: number[]): Promise<Map<number, Link[]>> {
  const rows = contactIds.length === 0 ? [] : await query<Link & { contact_id: number }>(
    `select s.contact_id, s.source_id, ${slimInbox} as inbox from contact_inboxes s join inboxes i on i.id = s.inbox_id
      where s.account_id = $1 and s.contact_id = any($2::bigint[]) order by s.id`,
    [accountId, contactIds])
  return Map.groupBy(rows, ({ contact_id }) => contact_id)
}

/** The inboxes of a member through which a contact can be written to, with the contact's newest source id or a fresh one. */
export async function listContactableInboxes(query: Query, member: Member, contactId: number): Promise<Link[]> {
  const inboxes = await listInboxes({ query }, member)
  const rows = await query<{ inbox_id: number; source_id: string }>(
    'select distinct on (inbox_id) inbox_id, source_id from contact_inboxes where account_id = $1 and contact_id = $2 order by inbox_id, id desc',
    [member.account.id, contactId])
  const known = new Map(rows.map(({ inbox_id, source_id }) => [inbox_id, source_id]))
  return inboxes.map((inbox) => ({ inbox, source_id: known.get(inbox.id) ?? randomUUID() }))
}

/** The id of the contact behind a source id of an inbox, or null. */
export async function maybeContactIdBySource(query: Query, account: Account, inbox: { id: number }, sourceId: string): Promise<number | null> {
  const [found] = await query<{ contact_id: number }>(
    `select contact_id from contact_inboxes where account_id = $1 and inbox_id = $2 and ${hasSourceId}`, [account.id, inbox.id, sourceId])
  return found?.contact_id ?? null
}

/** A source id as a caller gave it; null when absent or blank. Throws Invalid when it is too long. */
export function readSourceId(text: string | null | undefined): string | null {
  const sourceId = textOrNull(text)
  if (sourceId !== null && isLonger(sourceId, sourceIdLimit)) throw new Invalid(`Source is too long (maximum is ${sourceIdLimit} characters)`, ['source_id'])
  return sourceId
}

const sourceIdLimit = 20_000

/** The digest is what the index knows; the text settles it. */
const hasSourceId = 'md5(source_id) = md5($3::text) and source_id = $3::text'

const slimInbox = `json_build_object('id', i.id, 'name', i.name, 'avatar_url', i.avatar_url, 'channel_type', i.channel_type)`

async function insert(tx: Tx, { account, inbox, contact, source_id, hmac_verified = false }: NewLink, onConflict = ''): Promise<ContactInbox | undefined> {
  const token = newToken()
  const [created] = await tx.query<ContactInbox>(
    `insert into contact_inboxes (account_id, contact_id, inbox_id, source_id, hmac_verified, pubsub_token, pubsub_token_hash)
     values ($1, $2, $3, $4, $5, $6, $7) ${onConflict} returning *`,
    [account.id, contact.id, inbox.id, source_id, hmac_verified, seal(token), tokenHash(token)])
  if (created && hmac_verified) tx.signals.push({ type: 'verified', contact_inbox_id: created.id })
  return created
}

async function newestOf(query: Query, { account, inbox, contact }: NewLink): Promise<ContactInbox | undefined> {
  const [newest] = await query<ContactInbox>(
    'select * from contact_inboxes where account_id = $1 and contact_id = $2 and inbox_id = $3 order by id desc limit 1', [account.id, contact.id, inbox.id])
  return newest
}
