import type { Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { userObject, type ConversationSnapshot } from '../conversations/snapshot.ts'
import type { MessageSubject } from '../events/catalogue.ts'
import type { ToldEvent } from '../events/emit.ts'
import { participantIds } from '../participants/participants.ts'
import type { UserSnapshot } from '../users/users.ts'
import { mentionedIn } from './mentions.ts'
import type { NotificationType } from './notifications.ts'
import { emailFlagsAtFirst } from './settings.ts'

/** Of one event, at most one thing per user. */
type Wanted = Map<number, NotificationType>

export interface Recipient {
  user: UserSnapshot
  type: NotificationType
  isMailed: boolean
}

/** SQL: whether the member sees conversations of an inbox, or of a team. */
export const sees = (member: string, inboxId: string, teamId: string) =>
  `(${member}.role = 'administrator' or exists (select from inbox_members i where i.account_id = ${member}.account_id and i.inbox_id = ${inboxId} and i.user_id = ${member}.user_id)
    or exists (select from team_members t where t.team_id = ${teamId} and t.user_id = ${member}.user_id))`

/** Whom an event concerns, and of what they are told (application API §4.11); nobody for most. Nobody is told of what they did themselves, or may not see. */
export async function recipientsOf(query: Query, event: ToldEvent): Promise<Recipient[]> {
  const wanted = await wantedOf(query, event)
  if (wanted.size === 0) return []
  const { account, conversation, contact } = event.subject as ConversationSnapshot
  // Of a blocked contact one hears only when one was named.
  if (contact.blocked) for (const [id, type] of wanted) if (type !== 'conversation_mention') wanted.delete(id)
  const allowed = await query<{ user: UserSnapshot; email_flags: string[] }>(
    `select ${userObject} as user, coalesce(s.selected_email_flags, $5) as email_flags from account_users m join users u on u.id = m.user_id
       left join notification_settings s on s.account_id = m.account_id and s.user_id = m.user_id
      where m.account_id = $1 and m.user_id = any($3::bigint[]) and ${sees('m', '$2', '$4')} order by u.id`,
    [account.id, conversation.inbox_id, [...wanted.keys()], conversation.team_id, emailFlagsAtFirst])
  return allowed.map(({ user, email_flags }) => {
    const type = wanted.get(user.id)!
    return { user, type, isMailed: email_flags.includes(`email_${type}`) }
  })
}

async function wantedOf(query: Query, event: ToldEvent): Promise<Wanted> {
  const subject = event.subject as ConversationSnapshot
  if (event.name === 'message.created') return ofMessage(query, event.subject as MessageSubject, event.occurred_at)
  if (subject.conversation.status === 'pending') return new Map()
  // What a bot hands over begins for people only then.
  const isNew = event.name === 'conversation.created' || event.name === 'conversation.bot_handoff'
  return new Map([...(isNew ? await ofCreation(query, subject) : []), ...(event.name === 'conversation.bot_handoff' ? [] : ofAssignment(event))])
}

async function ofCreation(query: Query, { account, conversation }: ConversationSnapshot): Promise<Wanted> {
  const members = await query<{ user_id: number }>(
    `select i.user_id from inbox_members i join notification_settings s on s.account_id = i.account_id and s.user_id = i.user_id
      where i.account_id = $1 and i.inbox_id = $2 and ('email_conversation_creation' = any(s.selected_email_flags) or 'push_conversation_creation' = any(s.selected_push_flags))`,
    [account.id, conversation.inbox_id])
  return new Map(members.map(({ user_id }) => [user_id, 'conversation_creation']))
}

function ofAssignment({ subject, cause }: ToldEvent): [number, NotificationType][] {
  const { assignee_id } = (subject as ConversationSnapshot).conversation
  const isOwn = assignee_id === cause.id && (cause.type === 'user' || cause.type === 'api')
  return assignee_id === null || isOwn ? [] : [[assignee_id, 'conversation_assignment']]
}

async function ofMessage(query: Query, subject: MessageSubject, at: Moment): Promise<Wanted> {
  const { conversation, message } = subject
  // What comes later counts.
  const wanted: Wanted = new Map((await participantIds(query, conversation, at)).map((id) => [id, 'participating_conversation_new_message']))
  if (conversation.assignee_id !== null) wanted.set(conversation.assignee_id, 'assigned_conversation_new_message')
  if (message.sender_type === 'User' && message.sender_id !== null) wanted.delete(message.sender_id)
  for (const id of await mentionedIn(query, subject, message)) wanted.set(id, 'conversation_mention')
  return wanted
}
