import { changeContacts, updateContact } from '../contacts/contacts.ts'
import { changeConversation } from '../conversations/change.ts'
import { emitConversationChanges } from '../conversations/effects.ts'
import { loadConversation } from '../conversations/snapshot.ts'
import type { Db } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import { HttpError, NotFound } from '../http/errors.ts'
import { endTurn, passTurn, takeTurn } from '../jobs/turns.ts'

interface LabelChange {
  id: number
  account: { id: number; name: string }
  title: string
  /** Null: the label was deleted. */
  new_title: string | null
  cause: Cause
  /** Ids behind which there is still something to do. */
  conversations_up_to: number
  contacts_up_to: number
}

/** So many conversations, and as many contacts, in one turn. */
const atOnce = 200
/** In seconds: longer than so many take. */
const claimedFor = 120

/**
 * Gives conversations and contacts the new names of renamed labels, and takes away those of deleted ones: within an account in the order in
 * which it was asked for, of the accounts in turn. What was left when the server stops goes on when it is back.
 */
export async function followLabels(db: Db, stop?: AbortSignal): Promise<void> {
  while (!stop?.aborted) {
    const change = await takeTurn<LabelChange>(db.query, 'label_changes', claimedFor, columns)
    if (!change) return
    const conversations = await tagged(db, 'conversations', 'labels', change, change.conversations_up_to)
    for (const id of conversations) await unlessGone(retagConversation(db, change, id))
    const contacts = await tagged(db, 'contacts', 'label_list', change, change.contacts_up_to)
    for (const id of contacts) await unlessGone(retagContact(db, change, id))
    await db.query('update label_changes set conversations_up_to = $2, contacts_up_to = $3 where id = $1',
      [change.id, conversations.at(-1) ?? change.conversations_up_to, contacts.at(-1) ?? change.contacts_up_to])
    await (Math.max(conversations.length, contacts.length) < atOnce ? endTurn : passTurn)(db.query, 'label_changes', change.id)
  }
}

const columns = `q.id, q.title, q.new_title, q.cause, q.conversations_up_to, q.contacts_up_to, json_build_object('id', a.id, 'name', a.name) as account`

/** The next ones that carry it. */
async function tagged(db: Db, table: 'conversations' | 'contacts', column: 'labels' | 'label_list', { account, title }: LabelChange, upTo: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select id from ${table} where account_id = $1 and ${column} @> array[$2::text] and id > $3 order by id limit ${atOnce}`, [account.id, title, upTo])
  return rows.map(({ id }) => id)
}

async function retagConversation(db: Db, change: LabelChange, id: number): Promise<void> {
  const loaded = await loadConversation(db.query, id)
  if (!loaded) return
  await changeConversation(db, change.cause, loaded, (draft) => {
    const { conversation } = draft.snapshot
    conversation.labels = retagged(conversation.labels, change)
    emitConversationChanges(draft)
  })
}

const retagContact = (db: Db, change: LabelChange, id: number) =>
  changeContacts(db, change.cause, (tx) => updateContact(tx, change.account, id, ({ label_list }) => ({ label_list: retagged(label_list, change) })))

/** The new name takes the place of the old one. */
function retagged(names: string[], { title, new_title }: LabelChange): string[] {
  return [...new Set(names.flatMap((name) => (name !== title ? [name] : new_title === null ? [] : [new_title])))]
}

/** One that was deleted meanwhile, or that breaks a rule of today, must not hold up the others. */
async function unlessGone(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof NotFound || error instanceof HttpError)) throw error
  })
}
