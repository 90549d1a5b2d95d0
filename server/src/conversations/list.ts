import type { Agent } from '../agents/agents.ts'
import type { Db, Query } from '../db/db.ts'
import type { Member } from '../http/auth.ts'
import { NotFound } from '../http/errors.ts'
import type { MessageSnapshot } from '../messages/message.ts'
import { teamView, type TeamView } from '../teams/wire.ts'
import { assignees, messageObject, userColumns, type ConversationSnapshot } from './snapshot.ts'

/** A conversation with what lists show beyond its snapshot. */
export interface ConversationView extends ConversationSnapshot {
  /** The assignee as a member; null when unassigned or gone from the account. */
  agent: Agent | null
  /** The team as whoever looks sees it. */
  team_row: TeamView | null
  newest: MessageSnapshot | null
  newest_non_activity: MessageSnapshot | null
}

export interface ListFilter {
  status?: string | undefined
  assignee_type?: string | undefined
  inbox_id?: number[] | undefined
  labels?: string[] | undefined
  q?: string | undefined
  source_id?: string | undefined
  conversation_type?: string | undefined
  team_id?: number | undefined
  contact_id?: number | undefined
  updated_within?: number | undefined
  sort_by?: string | undefined
  page?: number | undefined
}

export interface Counts {
  mine_count: number
  assigned_count: number
  unassigned_count: number
  all_count: number
}

const perPage = 25
/** In seconds: about a century, which PostgreSQL can still take from a date. */
const longestSpan = 3e9

/** `viewer`: the parameter with the id of the user who looks. */
const viewColumns = (viewer: string) => `
  json_build_object('id', a.id, 'name', a.name) as account,
  json_build_object('id', i.id, 'account_id', i.account_id, 'name', i.name, 'channel_type', i.channel_type,
    'agent_reply_time_window', i.additional_attributes -> 'agent_reply_time_window', 'unique_source_id', i.unique_source_id) as inbox,
  row_to_json(p) as contact, row_to_json(ci) as contact_inbox, row_to_json(c) as conversation,
  ${assignees},
  (select ${teamView(viewer)} from teams t where t.id = c.team_id) as team_row,
  (select json_build_object(${userColumns}, 'account_id', m.account_id, 'provider', u.provider, 'confirmed', u.confirmed_at is not null,
       'custom_attributes', u.custom_attributes, 'role', m.role, 'availability', m.availability, 'auto_offline', m.auto_offline)
     from account_users m join users u on u.id = m.user_id where m.account_id = c.account_id and m.user_id = c.assignee_id) as agent,
  (select ${messageObject} from messages m where m.id = c.last_public_message_id) as last_message,
  (select ${messageObject} from messages m where m.id = c.last_message_id) as newest,
  (select ${messageObject} from messages m where m.id = c.last_non_activity_message_id) as newest_non_activity`
const viewJoins = `
  join inboxes i on i.id = c.inbox_id join accounts a on a.id = c.account_id
  join contacts p on p.id = c.contact_id join contact_inboxes ci on ci.id = c.contact_inbox_id`

/** One page of the conversations that a member sees, 25 a page (application API §6.3). */
export async function listConversations(db: Db, member: Member, filter: ListFilter): Promise<ConversationView[]> {
  const sql = conditions(member, filter)
  const order = Object.hasOwn(orders, filter.sort_by ?? '') ? orders[filter.sort_by!]! : orders.last_activity_at_desc!
  const page = filter.updated_within ? '' : `limit ${perPage} offset $${sql.values.push(offset(filter.page))}`
  return db.query<ConversationView>(
    `with page as materialized (select c.id, row_number() over () as n from (select c.* from conversations c where ${[...sql.all, ...sql.assignee].join(' and ')} order by ${order} ${page}) c)
     select ${viewColumns(`$${sql.values.push(member.user.id)}::bigint`)} from page join conversations c on c.id = page.id ${viewJoins} order by page.n`, sql.values, 'adHoc')
}

/** How many there are for the caller, for nobody and in all; `assignee_type` does not narrow them (application API §6.3). */
export async function countConversations(db: Db, member: Member, filter: ListFilter): Promise<Counts> {
  const counted = isCounted(filter) ? fromCounters(member, filter) : fromRows(member, filter)
  const [row] = await db.query<Omit<Counts, 'assigned_count'>>(counted.text, counted.values, 'adHoc')
  const { mine_count, unassigned_count, all_count } = row!
  return { mine_count, assigned_count: all_count - unassigned_count, unassigned_count, all_count }
}

/** A contact's conversations in the inboxes that the member sees: at most 20, last activity first (application API §5.3). */
export async function listContactConversations(db: Db, member: Member, contactId: number): Promise<ConversationView[]> {
  const sql = conditions(member, { status: 'all', contact_id: contactId })
  return db.query<ConversationView>(
    `select ${viewColumns(`$${sql.values.push(member.user.id)}::bigint`)} from conversations c ${viewJoins} where ${sql.all.join(' and ')}
      order by c.last_activity_at desc, c.id desc limit 20`, sql.values)
}

/** One conversation as lists show it, by its row id: after a finder has let the caller through. */
export async function viewConversation(query: Query, id: number, viewerId: number | null): Promise<ConversationView> {
  const [view] = await query<ConversationView>(oneView, [id, viewerId])
  if (!view) throw new NotFound()
  return view
}

const oneView = `select ${viewColumns('$2::bigint')} from conversations c ${viewJoins} where c.id = $1`

/** Conditions on `conversations c`: `assignee` apart, as counts leave it out. */
function conditions(member: Member, filter: ListFilter) {
  const values: unknown[] = [member.account.id]
  const value = (one: unknown) => `$${values.push(one)}`
  const all = ['c.account_id = $1']
  const assignee: string[] = []
  if (member.role !== 'administrator') all.push(`c.inbox_id in (select x.inbox_id from inbox_members x where x.account_id = $1 and x.user_id = ${value(member.user.id)})`)
  if (!filter.q && filter.status !== 'all') all.push(`c.status = ${value(filter.status ?? 'open')}`)
  if (filter.inbox_id) all.push(`c.inbox_id = any(${value(filter.inbox_id)}::bigint[])`)
  if (filter.contact_id) all.push(`c.contact_id = ${value(filter.contact_id)}`)
  if (filter.team_id) all.push(`c.team_id = ${value(filter.team_id)}`)
  if (filter.labels?.length) all.push(`c.labels && ${value(filter.labels)}::text[]`)
  if (filter.source_id) all.push(`c.contact_inbox_id in (select s.id from contact_inboxes s where s.account_id = $1 and s.source_id = ${value(filter.source_id)})`)
  if (filter.conversation_type === 'unattended') all.push('(c.first_reply_created_at is null or c.waiting_since is not null)')
  if (filter.updated_within) all.push(`c.updated_at > now() - make_interval(secs => ${value(clamp(filter.updated_within, 0, longestSpan))})`)
  if (filter.q) all.push(`exists (select from messages m where m.account_id = c.account_id and m.conversation_id = c.id and m.message_type in (0, 1) and m.content ilike ${value(containing(filter.q))})`)
  if (filter.assignee_type === 'me') assignee.push(`c.assignee_id = ${value(member.user.id)}`)
  if (filter.assignee_type === 'unassigned') assignee.push('c.assignee_id is null')
  if (filter.assignee_type === 'assigned') assignee.push('c.assignee_id is not null')
  return { all, assignee, values }
}

/** Whether the running counters of status and assignee can answer. */
const isCounted = ({ labels, q, source_id, conversation_type, team_id, contact_id, updated_within }: ListFilter) =>
  !labels?.length && !q && !source_id && !conversation_type && !team_id && !contact_id && !updated_within

function fromCounters(member: Member, filter: ListFilter) {
  const values: unknown[] = [member.account.id, member.user.id]
  const value = (one: unknown) => `$${values.push(one)}`
  const all = ['n.account_id = $1']
  if (member.role !== 'administrator') all.push('n.inbox_id in (select x.inbox_id from inbox_members x where x.account_id = $1 and x.user_id = $2)')
  if (filter.status !== 'all') all.push(`n.status = ${value(filter.status ?? 'open')}`)
  if (filter.inbox_id) all.push(`n.inbox_id = any(${value(filter.inbox_id)}::bigint[])`)
  const text = `select coalesce(sum(n.count) filter (where n.assignee_id = $2), 0)::int as mine_count,
      coalesce(sum(n.count) filter (where n.assignee_id = 0), 0)::int as unassigned_count, coalesce(sum(n.count), 0)::int as all_count
    from conversation_counts n where ${all.join(' and ')}`
  return { text, values }
}

function fromRows(member: Member, filter: ListFilter) {
  const { all, values } = conditions(member, { ...filter, assignee_type: undefined })
  const mine = `$${values.push(member.user.id)}`
  const text = `select (count(*) filter (where c.assignee_id = ${mine}))::int as mine_count, (count(*) filter (where c.assignee_id is null))::int as unassigned_count,
      count(*)::int as all_count from conversations c where ${all.join(' and ')}`
  return { text, values }
}

const priority = `array_position(array['low', 'medium', 'high', 'urgent'], c.priority)`
const orders: Record<string, string> = {
  last_activity_at_desc: 'c.last_activity_at desc, c.id desc',
  last_activity_at_asc: 'c.last_activity_at, c.id',
  created_at_desc: 'c.created_at desc, c.id desc',
  created_at_asc: 'c.created_at, c.id',
  priority_desc: `${priority} desc nulls last, c.last_activity_at desc`,
  priority_asc: `${priority} asc nulls last, c.last_activity_at desc`,
  priority_desc_created_at_asc: `${priority} desc nulls last, c.created_at`,
  waiting_since_asc: 'c.waiting_since asc nulls last, c.created_at',
  waiting_since_desc: 'c.waiting_since desc nulls last, c.created_at desc',
  unread: 'c.unread_count desc, c.last_activity_at desc',
  latest: 'c.last_activity_at desc, c.id desc',
  sort_on_created_at: 'c.created_at, c.id',
  sort_on_priority: `${priority} desc nulls last, c.last_activity_at desc`,
  sort_on_waiting_since: 'c.waiting_since asc nulls last, c.created_at',
}

/** Rows before a page; a page that cannot be is one behind the last. */
function offset(page = 1): number {
  return page >= 1 && page < 1e9 ? (Math.floor(page) - 1) * perPage : 1e12
}

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most)

/** A LIKE pattern for a text anywhere, with its own wildcards taken literally. */
const containing = (text: string) => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
