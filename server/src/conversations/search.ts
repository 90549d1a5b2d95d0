import Type, { type Static } from 'typebox'
import { unix, type Moment } from '../db/time.ts'
import type { Db } from '../db/db.ts'
import { containing } from '../db/patterns.ts'
import type { Member } from '../http/auth.ts'
import { Id, Nullable, Text, UnixTime } from '../http/shapes.ts'
import type { ListFilter } from './conditions.ts'
import { countConversations, type Counts } from './counts.ts'
import { listConversations } from './list.ts'
import type { ConversationView } from './view.ts'

/** A conversation as the search for words shows it, with the messages that hold them (application API §6.3). */
export const SearchItem = Type.Object({
  id: Id, uuid: Text, created_at: UnixTime, contact: Type.Object({ id: Id, name: Text }), inbox: Type.Object({ id: Id, name: Text, channel_type: Text }),
  messages: Type.Array(Type.Object({ content: Nullable(Text), id: Id, sender_name: Type.Optional(Text), message_type: Type.Integer(), created_at: UnixTime })),
  account_id: Id,
}, { $id: 'ConversationSearchItem' })

interface Match {
  id: number
  conversation_id: number
  content: string | null
  message_type: number
  created_at: Moment
  sender_name: string | null
}

/** Of each conversation, the newest of the messages that match. */
const mostMatches = 25

/** One page of conversations whose messages hold `q`. The counts cover this page only, as the incumbent has them; without words it is the list, and so are its counts. */
export async function searchConversations(db: Db, member: Member, filter: ListFilter): Promise<{ meta: Counts; payload: Static<typeof SearchItem>[] }> {
  const page = await listConversations(db, member, filter)
  const matches = filter.q ? await listMatches(db, member.account.id, page, filter.q) : []
  const byConversation = Map.groupBy(matches, ({ conversation_id }) => conversation_id)
  return {
    meta: filter.q ? countPage(member, page) : await countConversations(db, member, filter),
    payload: page.map((view) => searchItem(view, byConversation.get(view.conversation.id) ?? [])),
  }
}

const countPage = (member: Member, page: ConversationView[]): Counts => ({
  mine_count: page.filter(({ conversation }) => conversation.assignee_id === member.user.id).length,
  unassigned_count: page.filter(({ conversation }) => conversation.assignee_id === null).length,
  all_count: page.length,
})

function searchItem({ conversation, contact, inbox }: ConversationView, matches: Match[]): Static<typeof SearchItem> {
  return {
    id: conversation.display_id,
    uuid: conversation.uuid,
    created_at: unix(conversation.created_at),
    contact: { id: contact.id, name: contact.name },
    inbox: { id: inbox.id, name: inbox.name, channel_type: inbox.channel_type },
    messages: matches.map(({ content, id, sender_name, message_type, created_at }) =>
      ({ content, id, ...(sender_name === null ? {} : { sender_name }), message_type, created_at: unix(created_at) })),
    account_id: conversation.account_id,
  }
}

function listMatches(db: Db, accountId: number, page: ConversationView[], q: string): Promise<Match[]> {
  return db.query<Match & object>(
    `select m.id, m.conversation_id, m.content, m.message_type, m.created_at,
            case m.sender_type when 'User' then (select u.name from users u where u.id = m.sender_id)
              when 'AgentBot' then (select b.name from agent_bots b where b.id = m.sender_id)
              when 'Contact' then (select p.name from contacts p where p.id = m.sender_id) end as sender_name
       from unnest($2::bigint[]) c (id) cross join lateral (
         select * from messages m where m.account_id = $1 and m.conversation_id = c.id and m.message_type in (0, 1) and m.content ilike $3 order by m.id desc limit ${mostMatches}) m
      order by m.id`, [accountId, page.map(({ conversation }) => conversation.id), containing(q)])
}
