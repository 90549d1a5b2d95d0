import { randomUUID } from 'node:crypto'
import { unlessDeadlocked, type Db, type Query } from '../db/db.ts'
import { now } from '../db/time.ts'
import type { ContactInbox } from '../contacts/contacts.ts'
import type { Cause } from '../events/cause.ts'
import { announce, emit, type WrittenEvents } from '../events/emit.ts'
import { NotFound } from '../http/errors.ts'
import { addMessage, createMessage, type NewMessage } from '../messages/messages.ts'
import { onlyOnce } from '../messages/once.ts'
import type { UserSnapshot } from '../users/users.ts'
import { newChange, writeChange, type Change } from './change.ts'
import { checkAttributes } from './conversations.ts'
import type { Place } from './place.ts'
import { loadConversation, noLimit, type Conversation, type ConversationSnapshot, type LoadedConversation } from './snapshot.ts'

export interface NewConversation extends Partial<Pick<Conversation, 'status' | 'snoozed_until' | 'additional_attributes' | 'custom_attributes'>> {
  assignee?: UserSnapshot | null
  team?: ConversationSnapshot['team']
  message?: NewMessage
  /** Messages a minute, where the message joins a conversation that is there. */
  allowed?: number
}

/**
 * Starts a conversation, with its first message if one is given. Where the inbox keeps one conversation per session
 * (`lock_to_single_conversation`), the newest one is answered instead and the message added to it (client API §3.4). When this
 * very request has been carried out before, or the message is there already, nothing happens (messages/once.ts). Throws NotFound.
 */
export async function createConversation(db: Db, cause: Cause, place: Place, input: NewConversation): Promise<ConversationSnapshot> {
  const made = cause.key?.outcome?.conversation_id
  if (made !== undefined) return findMade(db.query, made)
  const { message } = input
  if (!message) return startOrJoin(db, cause, place, input)
  const { snapshot } = await onlyOnce(db, cause, place.inbox, message, async () => ({ snapshot: await startOrJoin(db, cause, place, input) }))
  return snapshot
}

async function findMade(query: Query, id: number): Promise<ConversationSnapshot> {
  const made = await loadConversation(query, id)
  if (!made) throw new NotFound()
  return made
}

async function startOrJoin(db: Db, cause: Cause, place: Place, input: NewConversation): Promise<ConversationSnapshot> {
  if (!place.isSingle) return (await start(db, db.query, cause, place, input)).announce()
  const { started, existing } = await unlessDeadlocked(() => startOrFind(db, cause, place, input))
  if (started) return started.announce()
  return input.message ? (await createMessage(db, cause, existing, input.message)).snapshot : existing
}

/** The session's newest conversation, or a new one. */
function startOrFind(db: Db, cause: Cause, place: Place, input: NewConversation) {
  return db.transaction(async (query) => {
    // What is above the session is held first, as a deletion comes from there, too.
    await query('select 1 from inboxes i, contacts p where i.id = $1 and p.id = $2 for key share', [place.inbox.id, place.contact.id])
    // Creations for one session queue up here, so that the second finds what the first has made.
    const [session] = await query('select 1 from contact_inboxes where id = $1 for update', [place.contact_inbox.id])
    if (!session) throw new NotFound()
    const existing = await newestOf(query, place.contact_inbox, input.allowed)
    return existing ? { existing } : { started: await start(db, query, cause, place, input) }
  })
}

async function start(db: Db, query: Query, cause: Cause, place: Place, input: NewConversation) {
  checkAttributes(input.custom_attributes ?? {}, 'custom_attributes')
  checkAttributes(input.additional_attributes ?? {}, 'additional_attributes')
  const change = newChange(db, cause, await draft(query, place, input), true)
  emit(change, 'conversation.created', change.snapshot)
  if (input.assignee) emit(change, 'assignee.changed', change.snapshot)
  if (input.team) emit(change, 'team.changed', change.snapshot)
  if (input.message) await addMessage(db, change, input.message)
  change.outcome.conversation_id = change.snapshot.conversation.id
  const written: WrittenEvents = (await writeChange(query, change))!
  return {
    announce(): Change['snapshot'] {
      announce(db, change, written)
      return change.snapshot
    },
  }
}

/** The conversation before it is written: its ids are taken, so a number may be skipped when the writing fails. */
async function draft(query: Query, { account, inbox, settings, contact, contact_inbox }: Place, input: NewConversation): Promise<LoadedConversation> {
  const [ids] = await query<{ id: number; display_id: number; message_ids: number[] }>(
    `update accounts set conversation_sequence = conversation_sequence + 1 where id = $1
      returning conversation_sequence as display_id, nextval('conversations_id_seq') as id,
        array(select nextval('messages_id_seq') from generate_series(1, $2::int)) as message_ids`,
    [account.id, input.message ? 1 : 0])
  const { id, display_id, message_ids } = ids!
  const at = now()
  const status = contact.blocked ? 'resolved' : settings.agent_bot_id !== null ? 'pending' : input.status ?? 'open'
  const conversation: Conversation = {
    id, display_id, account_id: account.id, inbox_id: inbox.id, contact_id: contact.id, contact_inbox_id: contact_inbox.id, uuid: randomUUID(),
    status, priority: null, assignee_id: input.assignee?.id ?? null, assignee_agent_bot_id: null,
    team_id: input.team?.id ?? null,
    snoozed_until: status === 'snoozed' ? input.snoozed_until ?? null : null, labels: [],
    additional_attributes: input.additional_attributes ?? {}, custom_attributes: input.custom_attributes ?? {},
    first_reply_created_at: null, waiting_since: at, opened_at: null, agent_last_seen_at: null, assignee_last_seen_at: null, contact_last_seen_at: null,
    last_activity_at: at, last_incoming_at: null, unread_count: 0, messages_count: 0, last_message_id: null, last_non_activity_message_id: null,
    last_public_message_id: null, event_sequence: 0, version: 0, created_at: at, updated_at: at,
  }
  return {
    account, inbox, contact, contact_inbox, conversation,
    assignee: input.assignee ?? null, assignee_bot: null, team: input.team ?? null, last_message: null, settings, message_ids, messages_allowed: noLimit, flooded: false,
  }
}

async function newestOf(query: Query, { id, account_id, contact_id }: ContactInbox, allowed?: number): Promise<LoadedConversation | null> {
  const [newest] = await query<{ id: number }>(
    'select id from conversations where account_id = $1 and contact_id = $2 and contact_inbox_id = $3 order by id desc limit 1', [account_id, contact_id, id])
  return newest ? loadConversation(query, newest.id, 1, allowed) : null
}
