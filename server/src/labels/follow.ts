import { changeConversation } from '../conversations/change.ts'
import { changeContacts, updateContact } from '../contacts/contacts.ts'
import { emitConversationChanges } from '../conversations/effects.ts'
import { loadConversation } from '../conversations/snapshot.ts'
import type { Db } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'

interface LabelChange {
  id: number
  account: { id: number; name: string }
  title: string
  /** Null: the label was deleted. */
  new_title: string | null
  cause: Cause
}

const batch = 200

/** Gives conversations and contacts the new names of renamed labels, and takes away those of deleted ones, in the order in which it was asked for. */
export async function followLabels(db: Db): Promise<void> {
  for (;;) {
    const [change] = await db.query<LabelChange & object>(
      `select c.id, c.title, c.new_title, c.cause, json_build_object('id', a.id, 'name', a.name) as account
         from label_changes c join accounts a on a.id = c.account_id order by c.id limit 1`, [])
    if (!change) return
    await eachTagged(db, change, 'conversations', 'labels', (id) => retagConversation(db, change, id))
    await eachTagged(db, change, 'contacts', 'label_list', (id) => retagContact(db, change, id))
    await db.query('delete from label_changes where id = $1', [change.id])
  }
}

async function eachTagged(db: Db, { account, title }: LabelChange, table: 'conversations' | 'contacts', column: string, retag: (id: number) => Promise<unknown>): Promise<void> {
  for (let last = 0; ;) {
    const rows = await db.query<{ id: number }>(
      `select id from ${table} where account_id = $1 and ${column} @> array[$2::text] and id > $3 order by id limit ${batch}`, [account.id, title, last])
    for (const { id } of rows) await retag(id)
    if (rows.length < batch) return
    last = rows.at(-1)!.id
  }
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
