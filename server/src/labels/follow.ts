import { changeContacts, updateContact } from '../contacts/contacts.ts'
import { changeConversation } from '../conversations/change.ts'
import { emitConversationChanges } from '../conversations/effects.ts'
import { loadConversation } from '../conversations/snapshot.ts'
import type { Db } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import { HttpError, NotFound } from '../http/errors.ts'

interface LabelChange {
  id: number
  account: { id: number; name: string }
  title: string
  /** Null: the label was deleted. */
  new_title: string | null
  cause: Cause
}

/**
 * Gives conversations and contacts the new names of renamed labels, and takes away those of deleted ones, in the order in which it was
 * asked for. What was left when the server stops goes on when it is back.
 */
export async function followLabels(db: Db, stop?: AbortSignal): Promise<void> {
  while (!stop?.aborted) {
    const [change] = await db.query<LabelChange & object>(
      `select c.id, c.title, c.new_title, c.cause, json_build_object('id', a.id, 'name', a.name) as account
         from label_changes c join accounts a on a.id = c.account_id order by c.id limit 1`, [])
    if (!change) return
    for (const id of await tagged(db, change, 'conversations', 'labels')) {
      if (stop?.aborted) return
      await unlessGone(retagConversation(db, change, id))
    }
    for (const id of await tagged(db, change, 'contacts', 'label_list')) {
      if (stop?.aborted) return
      await unlessGone(retagContact(db, change, id))
    }
    await db.query('delete from label_changes where id = $1', [change.id])
  }
}

async function tagged(db: Db, { account, title }: LabelChange, table: 'conversations' | 'contacts', column: 'labels' | 'label_list'): Promise<number[]> {
  const rows = await db.query<{ id: number }>(`select id from ${table} where account_id = $1 and ${column} @> array[$2::text] order by id`, [account.id, title])
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
