import { containing } from '../db/patterns.ts'
import { seesEveryInbox, type Member } from '../http/auth.ts'
import { saying } from '../messages/texts.ts'
import { participating } from '../participants/participants.ts'
import { statuses } from './snapshot.ts'

/** What a list is asked for (application API §6.3). */
export interface ListFilter {
  status?: string | undefined
  assignee_type?: string | undefined
  inbox_id?: number[] | undefined
  labels?: string[] | undefined
  q?: string | undefined
  /** The row ids of the conversations that hold `q`; null when they are too many to name. */
  holding?: number[] | null | undefined
  source_id?: string | undefined
  conversation_type?: string | undefined
  team_id?: number | undefined
  contact_id?: number | undefined
  updated_within?: number | undefined
  sort_by?: string | undefined
  page?: number | undefined
}

/** Conditions on `conversations c`. */
export interface Conditions {
  /** Who sees them, and everything but the three below. */
  all: string[]
  /** Labels of which they have one. No index knows them beside an order. */
  labels: string | undefined
  /** The statuses wanted, one condition each: a row satisfies at most one. */
  splits: string[]
  /** Apart, as counts leave it out. */
  assignee: string[]
  /** SQL of the inboxes whose conversations are all wanted, where a member sees only some. */
  inboxes: string | undefined
  values: unknown[]
  value: (one: unknown) => string
}

/** What conditions name of a conversation, for a query that looks through a part of them. */
export const namedColumns = [
  'id', 'account_id', 'inbox_id', 'contact_id', 'contact_inbox_id', 'team_id', 'assignee_id', 'labels', 'first_reply_created_at', 'waiting_since', 'updated_at',
]

/** In seconds: about a century, which PostgreSQL can still take from a date. */
const longestSpan = 3e9

/** The conversations of a member's inboxes: all of them for an administrator, and for a bot (application API §1.5). */
export const visibleTo = (member: Member, value: Conditions['value'], alias = 'c') => (seesEveryInbox(member) ? [] :
  // As a list that is read once: a join here would have whole lists sorted.
  [`${alias}.inbox_id = any(${inboxesOf(member, value)})`])

const inboxesOf = (member: Member, value: Conditions['value']) => `array(select x.inbox_id from inbox_members x where x.account_id = $1 and x.user_id = ${value(member.user.id)})`

export function conditionsOf(member: Member, filter: ListFilter): Conditions {
  const values: unknown[] = [member.account.id]
  const value = (one: unknown) => `$${values.push(one)}`
  const own = seesEveryInbox(member) || isElsewhere(filter) ? undefined : inboxesOf(member, value)
  const all = ['c.account_id = $1', ...baseOf(member, filter, own, value), ...narrowing(filter, value)]
  const splits = filter.q ? ['true'] : statusesOf(filter).map((status) => `c.status = '${status}'`)
  const labels = filter.labels?.length ? `${value(filter.labels)}::text[]` : undefined
  return { all, labels, splits, assignee: assigneeOf(member, filter, value), inboxes: isNarrow(filter) ? undefined : own, values, value }
}

/** Beside `&&`, the index is that of conversations with labels. */
export const labelled = (labels: string) => `c.labels && ${labels} and c.labels <> '{}'`

/** Whether more than the status and a label decides, or than that somebody has it. */
const isNarrow = ({ assignee_type, inbox_id, q, source_id, conversation_type, team_id, contact_id, updated_within }: ListFilter) =>
  ['me', 'unassigned'].includes(assignee_type ?? '') || Boolean(inbox_id || q || source_id || conversation_type || team_id || contact_id || updated_within)

/** The statuses that a list shows; an unknown one names nothing. A search for words looks at all of them. */
export function statusesOf({ q, status = 'open' }: ListFilter): readonly string[] {
  if (q || status === 'all') return statuses
  return statuses.filter((known) => known === status)
}

/** What somebody is mentioned in or takes part in is looked for in every inbox. */
const isElsewhere = ({ conversation_type = '' }: ListFilter) => ['mention', 'participating'].includes(conversation_type)

/** This replaces the inboxes; else it is `own`, those of the member, that are shown. */
function baseOf(member: Member, { conversation_type, inbox_id }: ListFilter, own: string | undefined, value: Conditions['value']): string[] {
  if (conversation_type === 'mention') return [`c.id in (select x.conversation_id from mentions x where x.account_id = $1 and x.user_id = ${value(member.user.id)})`, ...openTo(member, value)]
  if (conversation_type === 'participating') return [`c.id in (${participating('$1', value(member.user.id))})`, ...openTo(member, value)]
  return [...(own === undefined ? [] : [`c.inbox_id = any(${own})`]), ...(inbox_id ? [amongInboxes(inbox_id, value)] : [])]
}

/** What a member may open: of his inboxes and of his teams (conversations/find.ts). Who has left them is shown nothing of them. */
const openTo = (member: Member, value: Conditions['value']) => (seesEveryInbox(member) ? [] :
  [`(c.inbox_id = any(${inboxesOf(member, value)}) or c.team_id in (select t.team_id from team_members t where t.user_id = ${value(member.user.id)}))`])

/** One inbox is an equality, whose index has the order of the list. */
const amongInboxes = (ids: number[], value: Conditions['value']) => (ids.length === 1 ? `c.inbox_id = ${value(ids[0])}` : `c.inbox_id = any(${value(ids)}::bigint[])`)

function narrowing(filter: ListFilter, value: Conditions['value']): string[] {
  const { contact_id, team_id, source_id, conversation_type, updated_within, q, holding } = filter
  return [
    contact_id ? `c.contact_id = ${value(contact_id)}` : '',
    team_id ? `c.team_id = ${value(team_id)}` : '',
    source_id ? ofSession(value(source_id)) : '',
    conversation_type === 'unattended' ? '(c.first_reply_created_at is null or c.waiting_since is not null)' : '',
    updated_within ? `c.updated_at > now() - make_interval(secs => ${value(clamp(updated_within, 0, longestSpan))})` : '',
    holding ? `c.id = any(${value(holding)}::bigint[])` : q ? `c.id in (select said.conversation_id from (${saying(value(containing(q)))}) said)` : '',
  ].filter((condition) => condition !== '')
}

/** Source ids are indexed by inbox and digest. */
const ofSession = (sourceId: string) => `(c.contact_id, c.contact_inbox_id) in (
  select s.contact_id, s.id from contact_inboxes s where s.account_id = $1 and s.inbox_id in (select i.id from inboxes i where i.account_id = $1)
     and md5(s.source_id) = md5(${sourceId}) and s.source_id = ${sourceId})`

function assigneeOf(member: Member, { assignee_type }: ListFilter, value: Conditions['value']): string[] {
  if (assignee_type === 'me') return [`c.assignee_id = ${value(member.user.id)}`]
  if (assignee_type === 'unassigned') return ['c.assignee_id is null']
  return assignee_type === 'assigned' ? ['c.assignee_id is not null'] : []
}

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most)
