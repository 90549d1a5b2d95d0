import type { Db, Query } from '../db/db.ts'
import { seesEveryInbox, type Member } from '../http/auth.ts'
import { NotFound, unauthorized } from '../http/errors.ts'
import { findSession, guardVerified } from '../contacts/sessions.ts'
import { noLimit, snapshotSql, type LoadedConversation } from './snapshot.ts'

/** How a finder prepares for a message that is about to be written: an id for it, and the allowance per minute. */
export interface Reserve {
  messages: number
  allowed: number
}

const nothing: Reserve = { messages: 0, allowed: noLimit }

const seenByMember = `${snapshotSql('conversations c join inboxes i on i.id = c.inbox_id')}
  where c.account_id = $3 and c.display_id = $4
    and ($5 or exists (select from inbox_members x where x.account_id = c.account_id and x.inbox_id = c.inbox_id and x.user_id = $6)
         or exists (select from team_members t where t.team_id = c.team_id and t.user_id = $6))`

/** A conversation by its number in the account, for a member of its inbox or of its team (application API §1.5). Throws NotFound, or 401 without access. */
export async function findConversation(db: Db, member: Member, displayId: number, reserve: Reserve = nothing): Promise<LoadedConversation> {
  const [found] = await db.query<LoadedConversation>(seenByMember,
    [reserve.messages, reserve.allowed, member.account.id, displayId, seesEveryInbox(member), member.user.id])
  if (found) return found
  const [exists] = await db.query('select 1 from conversations where account_id = $1 and display_id = $2', [member.account.id, displayId])
  throw exists ? unauthorized() : new NotFound()
}

/** Whether the account has a conversation with this row id. */
export async function hasConversation(query: Query, accountId: number, id: number): Promise<boolean> {
  return (await query('select 1 from conversations where account_id = $1 and id = $2', [accountId, id])).length > 0
}

/** The row id behind a number in the account; null when there is none. For filters, which show nothing of the conversation itself. */
export async function maybeConversationId(db: Pick<Db, 'query'>, accountId: number, displayId: number): Promise<number | null> {
  const [row] = await db.query<{ id: number }>('select id from conversations where account_id = $1 and display_id = $2', [accountId, displayId])
  return row?.id ?? null
}

const seenByContact = (lastMessage: boolean) => `${snapshotSql(`inboxes door
    join contact_inboxes s on s.account_id = door.account_id and s.inbox_id = door.id and md5(s.source_id) = md5($4) and s.source_id = $4
    join conversations c on c.account_id = door.account_id and c.display_id = $5
     and (c.contact_inbox_id = s.id or (s.hmac_verified and c.contact_id = s.contact_id))
    join inboxes i on i.id = c.inbox_id`, lastMessage)}
  where door.identifier = $3 and (s.hmac_verified or not door.hmac_mandatory)`

const forReading = seenByContact(true)
// Whatever a contact writes is public and becomes the last message.
const forWriting = seenByContact(false)

/** What the path of the client API names. */
export interface ContactPath {
  inbox_id: string
  contact_id: string
  conversation_id: number
}

/**
 * A conversation as the contact behind a source id may see it: of that session, or of all the contact's when the session is
 * verified (client API §2.6). Throws NotFound, or 401 where identity must be proved first.
 */
export async function findOwnConversation(db: Db, path: ContactPath, reserve: Reserve = nothing): Promise<LoadedConversation> {
  const [found] = await db.query<LoadedConversation>(reserve.messages > 0 ? forWriting : forReading, [reserve.messages, reserve.allowed, path.inbox_id, path.contact_id, path.conversation_id])
  if (found) return found
  guardVerified(await findSession(db, path.inbox_id, path.contact_id))
  throw new NotFound()
}
