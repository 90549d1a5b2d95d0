import type { Query } from '../db/db.ts'
import type { ConversationSnapshot } from '../conversations/snapshot.ts'
import { emit, type Tx } from '../events/emit.ts'
import type { MessageSnapshot } from '../messages/message.ts'
import { insertParticipants } from '../participants/participants.ts'
import { listTeamMembers } from '../teams/team_members.ts'

const mention = /\(mention:\/\/(user|team)\/(\d{1,15})\/[^)]*\)/g
const most = 100

/** Whom a private note names, as dashboards write it: `[@Noah](mention://user/7/Noah)`, or a team, which is all its members. */
export async function mentionedIn(query: Query, { account }: ConversationSnapshot, message: MessageSnapshot): Promise<number[]> {
  if (!message.private || !message.content) return []
  const named = [...message.content.matchAll(mention)].slice(0, most).map(([, kind, id]) => ({ kind, id: Number(id) }))
  const teams = named.filter(({ kind }) => kind === 'team')
  const members = await Promise.all([...new Set(teams.map(({ id }) => id))].map((id) => listTeamMembers(query, { id, account_id: account.id })))
  return [...new Set([...named.filter(({ kind }) => kind === 'user').map(({ id }) => id), ...members.flat().map(({ id }) => id)])]
}

/** Keeps that they were named: the conversation is in their list of mentions from now on, and they take part in it. */
export async function addMentions(tx: Tx, of: ConversationSnapshot, userIds: number[]): Promise<void> {
  await tx.query(
    'insert into mentions (account_id, conversation_id, user_id) select $1, $2, unnest($3::bigint[]) on conflict do nothing', [of.account.id, of.conversation.id, userIds])
  await insertParticipants(tx.query, of.conversation, userIds)
  for (const user_id of userIds) emit(tx, 'conversation.mentioned', { ...of, user_id })
}
