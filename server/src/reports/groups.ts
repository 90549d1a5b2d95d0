import { listAgents } from '../agents/agents.ts'
import type { Query } from '../db/db.ts'
import type { Member } from '../http/auth.ts'
import { listInboxes } from '../inboxes/inboxes.ts'
import { listLabels } from '../labels/labels.ts'
import { listTeams } from '../teams/teams.ts'
import { secondsColumn, spanValues } from './metrics.ts'
import type { Span } from './span.ts'

export const groupings = ['agent', 'team', 'inbox', 'label'] as const
export type Grouping = (typeof groupings)[number]

/** What a report groups by, with its figures: times in seconds, null without any. */
export interface GroupFigures {
  id: number
  name: string
  conversations_count: number
  resolved_conversations_count: number
  avg_resolution_time: number | null
  avg_first_response_time: number | null
  avg_reply_time: number | null
}

/** One row for each that the account has, whether anything happened or not. */
export async function listGroupFigures(query: Query, member: Member, by: Grouping, span: Span | null, isWorked: boolean): Promise<GroupFigures[]> {
  const [groups, figures] = await Promise.all([listGroups(query, member, by), span ? figuresByKey(query, member.account.id, by, span, isWorked) : []])
  const known = new Map(figures.map(({ key, ...rest }) => [String(key), rest]))
  return groups.map((group) => ({ ...group, ...(known.get(keyIn(by, group)) ?? noFigures) }))
}

/** Messages that went out, per agent who wrote them, or per team, inbox or label of their conversations: only those with any, most first. */
export async function countOutgoing(query: Query, member: Member, by: Grouping, span: Span | null): Promise<{ id: number; name: string; outgoing_messages_count: number }[]> {
  const [groups, counts] = await Promise.all([listGroups(query, member, by), span ? countByKey(query, member.account.id, by, span) : []])
  const known = new Map(groups.map((group) => [keyIn(by, group), group]))
  return counts.flatMap(({ key, count }) => {
    const group = known.get(String(key))
    return group ? [{ ...group, outgoing_messages_count: count }] : []
  })
}

export async function listGroups(query: Query, member: Member, by: Grouping): Promise<{ id: number; name: string }[]> {
  const { id } = member.account
  if (by === 'label') return (await listLabels(query, id)).map((label) => ({ id: label.id, name: label.title }))
  const groups = by === 'agent' ? await listAgents(query, id) : by === 'team' ? await listTeams(query, member) : await listInboxes({ query }, member)
  return groups.map((group) => ({ id: group.id, name: group.name }))
}

/** Conversations carry the names of their labels. */
const keyIn = (by: Grouping, { id, name }: { id: number; name: string }) => (by === 'label' ? name : String(id))

const noFigures = { conversations_count: 0, resolved_conversations_count: 0, avg_resolution_time: null, avg_first_response_time: null, avg_reply_time: null }

/** Whose a row `r` is. A conversation is that of the agent, the team and the labels that it has now. */
const ofConversation = { team: { key: 'c.team_id', join: '' }, label: { key: 'label', join: 'cross join unnest(c.labels) label' } }

function eventKey(by: Grouping): { key: string; join: string } {
  if (by === 'inbox') return { key: 'r.inbox_id', join: '' }
  if (by === 'agent') {
    return { key: `case when r.name = 'conversation_created' then c.assignee_id else r.user_id end`, join: `left join conversations c on r.name = 'conversation_created' and c.id = r.conversation_id` }
  }
  return { key: ofConversation[by].key, join: `join conversations c on c.id = r.conversation_id ${ofConversation[by].join}` }
}

function messageKey(by: Grouping): { key: string; join: string } {
  if (by === 'inbox' || by === 'agent') return { key: by === 'inbox' ? 'r.inbox_id' : 'r.user_id', join: '' }
  return { key: ofConversation[by].key, join: `join conversations c on c.id = r.conversation_id ${ofConversation[by].join}` }
}

type Keyed<T> = T & { key: number | string | null }

function figuresByKey(query: Query, accountId: number, by: Grouping, span: Span, isWorked: boolean) {
  const values: unknown[] = []
  const { account, since, until } = spanValues(accountId, span, values)
  const { key, join } = eventKey(by)
  const mean = (name: string) => `(avg(r.${secondsColumn(isWorked)}) filter (where r.name = '${name}'))::float8`
  return query<Keyed<Omit<GroupFigures, 'id' | 'name'>>>(
    `select ${key} as key, (count(*) filter (where r.name = 'conversation_created'))::int as conversations_count,
            (count(*) filter (where r.name = 'conversation_resolved'))::int as resolved_conversations_count, ${mean('conversation_resolved')} as avg_resolution_time,
            ${mean('first_response')} as avg_first_response_time, ${mean('reply_time')} as avg_reply_time
       from reporting_events r ${join}
      where r.account_id = ${account} and r.name = any('{conversation_created,conversation_resolved,first_response,reply_time}')
        and r.created_at >= ${since} and r.created_at < ${until} group by 1`, values)
}

function countByKey(query: Query, accountId: number, by: Grouping, span: Span) {
  const values: unknown[] = []
  const { account, since, until } = spanValues(accountId, span, values)
  const { key, join } = messageKey(by)
  return query<Keyed<{ count: number }>>(
    `select ${key} as key, count(*)::int as count from reporting_messages r ${join}
      where r.account_id = ${account} and r.message_type = 1 and r.created_at >= ${since} and r.created_at < ${until} group by 1 order by 2 desc, 1`, values)
}
