import type { Change } from '../conversations/change.ts'
import { newMessage, placeMessage } from '../conversations/effects.ts'
import type { Conversation } from '../conversations/snapshot.ts'
import type { Db } from '../db/db.ts'
import { systemCause } from '../events/cause.ts'
import { emit } from '../events/emit.ts'
import { isOpenAt } from '../inboxes/business_hours.ts'
import { contentLimit, template, type MessageSnapshot } from './message.ts'
import { filledIn } from './templates.ts'

/**
 * What the inbox itself answers to a customer's message, in the same change (client API §4.5): out of office, at most once a day (UTC) and not
 * within five minutes of an agent's answer; else, to whom nothing has been said yet, the greeting. A blocked contact is not answered.
 */
export async function addAutomaticAnswer(db: Db, change: Change): Promise<void> {
  const { settings: { greeting_message, hours }, snapshot: { conversation, contact } } = change
  const away = hours?.out_of_office_message && !isOpenAt(hours, Date.now()) ? hours.out_of_office_message : null
  const greeting = conversation.first_reply_created_at === null ? greeting_message : null
  if (contact.blocked || (!away && !greeting)) return
  const said = await findSaid(db, conversation)
  if (away && !said.template_today && !said.agent_just_now) await addTemplate(change, { content: away })
  else if (greeting && !said.anything) await addTemplate(change, { content: greeting })
}

/** Adds a text that nobody in particular says: type `template`, without a sender. Liquid in it is filled in. */
export async function addTemplate(
  change: Change, { content, ...fields }: { content: string } & Partial<Pick<MessageSnapshot, 'content_type' | 'content_attributes'>>,
): Promise<MessageSnapshot> {
  const { snapshot } = change
  const message = await newMessage(change, { message_type: template, ...fields, content: filledIn(content, snapshot, null, contentLimit) })
  placeMessage(change, message)
  // Whoever has asked not to hear of its own doings must hear of this.
  emit(change, 'message.created', { ...snapshot, message }, null, null, systemCause)
  return message
}

interface Said {
  anything: boolean
  template_today: boolean
  agent_just_now: boolean
}

/** What our side has said in the conversation so far; of one that is being created, nothing is there yet. */
async function findSaid(db: Db, { account_id, id }: Conversation): Promise<Said> {
  const ours = 'select from messages m where m.account_id = $1 and m.conversation_id = $2'
  const [said] = await db.query<Said>(
    `select exists (${ours} and m.message_type in (1, 3)) as anything,
            exists (${ours} and m.message_type = 3 and m.created_at >= date_trunc('day', now())) as template_today,
            exists (${ours} and m.message_type = 1 and not m.private and m.created_at > now() - interval '5 min') as agent_just_now`,
    [account_id, id])
  return said!
}
