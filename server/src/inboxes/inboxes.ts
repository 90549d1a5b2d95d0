import { tellListChanged } from '../accounts/cache_keys.ts'
import { changesBetween } from '../conversations/change.ts'
import type { Db, Query } from '../db/db.ts'
import { newToken, seal } from '../db/secrets.ts'
import { iso, type Moment } from '../db/time.ts'
import type { Changes } from '../events/catalogue.ts'
import type { Cause } from '../events/cause.ts'
import { emit, transact, type Tx } from '../events/emit.ts'
import { seesEveryInbox, type Member } from '../http/auth.ts'
import { NotFound, unauthorized } from '../http/errors.ts'
import { endOfOverlap, owningToken, type EndpointKeys } from '../webhooks/endpoint.ts'
import { readCustomHeaders } from '../webhooks/headers.ts'
import { checkChannel, type InboxInput, inboxColumns, withSurveyDefaults } from './input.ts'
import { changeHours, usualHours, type WorkingHours } from './working_hours.ts'

/** An inbox of the API channel: Chatwoot's inbox and channel rows in one. */
export interface Inbox extends EndpointKeys {
  id: number
  account_id: number
  name: string
  channel_type: string
  /** Public name of the inbox in the client API's addresses. */
  identifier: string
  webhook_url: string | null
  /** Names that callbacks are wanted for; null for the seven of this channel. */
  events: string[] | null
  /** Sealed. Proves a contact's identity; not the callback secret. */
  hmac_token: string
  /** Sealed. Proves it, too, until `previous_hmac_token_until`. */
  previous_hmac_token: string | null
  previous_hmac_token_until: Moment | null
  hmac_mandatory: boolean
  additional_attributes: Record<string, unknown>
  avatar_url: string
  greeting_enabled: boolean
  greeting_message: string | null
  enable_email_collect: boolean
  csat_survey_enabled: boolean
  csat_config: Record<string, unknown>
  enable_auto_assignment: boolean
  auto_assignment_config: Record<string, unknown>
  working_hours_enabled: boolean
  working_hours: WorkingHours[]
  out_of_office_message: string | null
  timezone: string
  allow_messages_after_resolved: boolean
  lock_to_single_conversation: boolean
  /** The bot that answers first. */
  agent_bot_id: number | null
  /** Whether a `source_id` names one message of the inbox: a second one with it is answered with the first. */
  unique_source_id: boolean
  sender_name_type: string
  business_name: string | null
  created_at: Moment
  updated_at: Moment
}

/** Columns that a request may set. */
export type InboxColumns = Partial<Omit<Inbox, 'id' | 'account_id' | 'channel_type' | 'identifier' | 'hmac_token' | 'created_at' | 'updated_at' | Exclude<keyof EndpointKeys, 'skip_own'>>>

/** The inboxes that the member may work in, by name: all of them for an administrator (application API §1.5). */
export function listInboxes(db: Pick<Db, 'query'>, member: Member): Promise<Inbox[]> {
  return db.query<Inbox>(`select i.* from inboxes i where i.account_id = $1 and ${openTo} order by lower(i.name), i.id`, [member.account.id, ...memberValues(member)])
}

/** An inbox that the member may work in. Throws NotFound, or 401 for one of the account that this member has no part in. */
export async function findInbox(db: Pick<Db, 'query'>, member: Member, id: number): Promise<Inbox> {
  const [row] = await db.query<Inbox & { is_open: boolean }>(
    `select i.*, ${openTo} as is_open from inboxes i where i.account_id = $1 and i.id = $4`, [member.account.id, ...memberValues(member), id])
  if (!row) throw new NotFound()
  const { is_open, ...inbox } = row
  if (!is_open) throw unauthorized()
  return inbox
}

/** The inbox that the client API's paths name. Throws NotFound. */
export async function findInboxByIdentifier(db: Pick<Db, 'query'>, identifier: string): Promise<Inbox> {
  const [inbox] = await db.query<Inbox>('select * from inboxes where identifier = $1', [identifier])
  if (!inbox) throw new NotFound()
  return inbox
}

/** `avatar_url` is that of a picture already kept (attachments/avatar.ts). Nobody is made a member of it. */
export async function createInbox(db: Db, cause: Cause, account: Member['account'], input: InboxInput, avatar_url = ''): Promise<Inbox> {
  checkChannel(input.channel)
  const columns = inboxColumns({ ...input, name: input.name ?? null })
  return transact(db, cause, async (tx) => {
    const [fresh] = await tx.query<Inbox>(
      `insert into inboxes (account_id, name, identifier, secret, hmac_token, working_hours) values ($1, $2, $3, $4, $5, $6) returning *`,
      [account.id, columns.name, newToken(), seal(newToken()), seal(newToken()), JSON.stringify(usualHours())])
    const inbox = await writeInbox(tx, { ...fresh!, ...columns, ...(await endpointColumns(tx, null, input, columns)), avatar_url })
    emit(tx, 'inbox.created', { account, inbox })
    await tellListChanged(tx, account.id)
    return inbox
  })
}

/** Changes what the input names; nothing happens when it names nothing new. */
export function updateInbox(db: Db, cause: Cause, account: Member['account'], id: number, input: InboxInput, avatar_url?: string): Promise<Inbox> {
  const columns = inboxColumns(input)
  if (columns.csat_config) columns.csat_config = withSurveyDefaults(columns.csat_config)
  if (avatar_url !== undefined) columns.avatar_url = avatar_url
  return changeInbox(db, cause, account, id, async (before, tx) => ({
    ...columns,
    ...(input.working_hours ? { working_hours: changeHours(before.working_hours, input.working_hours) } : {}),
    ...(await endpointColumns(tx, before, input, columns)),
  }))
}

/** A new `secret` or `hmac_token`. The old one works beside it for `overlap` seconds; one that was older still is worth nothing from now on. */
export function rotateSecret(db: Db, cause: Cause, account: Member['account'], id: number, which: 'secret' | 'hmac_token', overlap: number): Promise<Inbox> {
  const until = endOfOverlap(overlap)
  return changeInbox(db, cause, account, id, (before) => ({
    [which]: seal(newToken()), [`previous_${which}`]: until === null ? null : before[which], [`previous_${which}_until`]: until,
  }))
}

/** The picture's address is the row's; its file is removed by the caller after this. */
export const removeInboxAvatar = (db: Db, cause: Cause, account: Member['account'], id: number) => changeInbox(db, cause, account, id, () => ({ avatar_url: '' }))

/** Whether the member, `$2` and `$3`, may work in inbox `i`. */
const openTo = `($2 or exists (select from inbox_members m where m.account_id = i.account_id and m.inbox_id = i.id and m.user_id = $3))`
const memberValues = (member: Member) => [seesEveryInbox(member), member.user.id]

/** What events tell as changed. Of the channel's own columns, which hold addresses and keys, receivers learn only that `updated_at` moved (webhooks §6.7). In the incumbent's order (webhooks §6.4). */
const reported = [
  'name', 'updated_at', 'enable_auto_assignment', 'greeting_enabled', 'greeting_message', 'working_hours_enabled', 'out_of_office_message', 'timezone',
  'enable_email_collect', 'csat_survey_enabled', 'allow_messages_after_resolved', 'auto_assignment_config', 'lock_to_single_conversation',
  'sender_name_type', 'business_name', 'csat_config',
] as const satisfies readonly (keyof Inbox)[]

const written = [
  ...reported.filter((column) => column !== 'updated_at'), 'webhook_url', 'secret', 'hmac_token', 'hmac_mandatory', 'additional_attributes', 'avatar_url', 'working_hours', 'unique_source_id',
  'events', 'skip_own', 'token_id', 'custom_headers', 'previous_secret', 'previous_secret_until', 'previous_hmac_token', 'previous_hmac_token_until',
] as const satisfies readonly (keyof Inbox)[]

/** Those that depend on who asks, and on what is kept so far. */
async function endpointColumns(tx: Tx, before: Inbox | null, { custom_headers }: InboxInput, { webhook_url }: InboxColumns): Promise<Partial<Inbox>> {
  const kept = before?.custom_headers ?? null
  return {
    token_id: await owningToken(tx.query, tx.cause, before && { url: before.webhook_url, token_id: before.token_id }, webhook_url),
    custom_headers: custom_headers === undefined ? kept : readCustomHeaders(custom_headers, kept),
  }
}

type Change = (before: Inbox, tx: Tx) => Partial<Inbox> | Promise<Partial<Inbox>>

async function changeInbox(db: Db, cause: Cause, account: Member['account'], id: number, change: Change): Promise<Inbox> {
  return transact(db, cause, async (tx) => {
    const before = await lockInbox(tx.query, account.id, id)
    const after = { ...before, ...(await change(before, tx)) }
    if (Object.keys(changesBetween(before, after, written)).length === 0) return before
    const inbox = await writeInbox(tx, after)
    const changes: Changes = changesBetween(before, inbox, reported)
    changes.updated_at = [iso(before.updated_at), iso(inbox.updated_at)]
    emit(tx, 'inbox.updated', { account, inbox }, changes)
    await tellListChanged(tx, account.id)
    return inbox
  })
}

async function lockInbox(query: Query, accountId: number, id: number): Promise<Inbox> {
  const [inbox] = await query<Inbox>('select * from inboxes where account_id = $1 and id = $2 for update', [accountId, id])
  if (!inbox) throw new NotFound()
  return inbox
}

async function writeInbox(tx: Tx, inbox: Inbox): Promise<Inbox> {
  const [row] = await tx.query<Inbox>(
    `update inboxes set (${written.join(', ')}) = (select ${written.join(', ')} from jsonb_populate_record(null::inboxes, $2)), updated_at = now()
      where id = $1 returning *`, [inbox.id, JSON.stringify(inbox)])
  return row!
}
