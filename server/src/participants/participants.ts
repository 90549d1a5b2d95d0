import { type Agent, listAgents } from '../agents/agents.ts'
import type { Conversation } from '../conversations/snapshot.ts'
import type { Db, Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { Invalid } from '../http/errors.ts'

type Of = Pick<Conversation, 'id' | 'account_id' | 'inbox_id'>

/** Agents who follow a conversation, as far as they still belong to the account. */
export async function listParticipants(query: Query, conversation: Of): Promise<Agent[]> {
  const agents = await listAgents(query, conversation.account_id, await participantIds(query, conversation))
  return agents.filter(({ role }) => role !== null)
}

/** Adds those who may see the conversation's inbox. Answers all that were named, also those who may not (application API §6.5). Throws 422 for strangers. */
export async function addParticipants(db: Db, conversation: Of, userIds: number[]): Promise<Agent[]> {
  const agents = await findAgents(db.query, conversation, userIds)
  await insertParticipants(db.query, conversation, userIds)
  return agents
}

/** The exact list; answers those who are stored. Throws 422 for strangers. */
export async function setParticipants(db: Db, conversation: Of, userIds: number[]): Promise<Agent[]> {
  await findAgents(db.query, conversation, userIds)
  await db.transaction(async (query) => {
    // Two lists at once take turns, so that exactly one of them is left.
    await query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`participants ${conversation.id}`])
    await query('delete from conversation_participants where account_id = $1 and conversation_id = $2 and user_id <> all($3::bigint[])', [conversation.account_id, conversation.id, userIds])
    await insertParticipants(query, conversation, userIds)
  })
  return listParticipants(db.query, conversation)
}

export async function removeParticipants(query: Query, conversation: Of, userIds: number[]): Promise<void> {
  await query('delete from conversation_participants where account_id = $1 and conversation_id = $2 and user_id = any($3::bigint[])', [conversation.account_id, conversation.id, userIds])
}

/** SQL of the ids of the conversations that a user takes part in. */
export const participating = (account: string, user: string) => `select x.conversation_id from conversation_participants x where x.account_id = ${account} and x.user_id = ${user}`

/** Who takes part, or who of them did so at a moment already: moments are told in whole milliseconds. */
export async function participantIds(query: Query, { account_id, id }: Pick<Of, 'id' | 'account_id'>, at: Moment | null = null): Promise<number[]> {
  const rows = await query<{ user_id: number }>(
    `select user_id from conversation_participants where account_id = $1 and conversation_id = $2 and ($3::timestamptz is null or date_trunc('milliseconds', created_at) <= $3)
      order by created_at, user_id`, [account_id, id, at])
  return rows.map(({ user_id }) => user_id)
}

/** Those of them who may see the conversation's inbox. A conversation that is deleted meanwhile takes nobody any more. */
export async function insertParticipants(query: Query, { account_id, id, inbox_id }: Of, userIds: number[]): Promise<void> {
  await query(inserted('conversations c', 'c.id = $2', '$1', '$3', '$4'), [account_id, id, inbox_id, userIds])
}

/** SQL by which whoever a change gives the conversation to takes part in it from then on; `changed` has a row if the change takes effect. */
export const assigneeTakesPart = ({ account_id, inbox_id, assignee_id }: Pick<Conversation, 'account_id' | 'inbox_id' | 'assignee_id'>, value: (one: unknown) => string) =>
  `joined as (${inserted('changed c', 'true', value(account_id), value(inbox_id), value([assignee_id]))})`

const inserted = (conversations: string, condition: string, account: string, inbox: string, users: string) =>
  `insert into conversation_participants (account_id, conversation_id, user_id)
   select m.account_id, c.id, m.user_id from account_users m, ${conversations}
    where m.account_id = ${account}::bigint and m.user_id = any(${users}::bigint[]) and ${condition}
      and (m.role = 'administrator' or exists (select from inbox_members x where x.account_id = m.account_id and x.inbox_id = ${inbox}::bigint and x.user_id = m.user_id))
   on conflict do nothing`

async function findAgents(query: Query, { account_id }: Of, userIds: number[]): Promise<Agent[]> {
  const agents = (await listAgents(query, account_id, userIds)).filter(({ role }) => role !== null)
  if (agents.length < new Set(userIds).size) throw new Invalid('User must exist', ['user'])
  return agents
}
