import { addActivity, emitConversationChanges } from '../conversations/effects.ts'
import { changeConversation } from '../conversations/change.ts'
import { loadConversation } from '../conversations/snapshot.ts'
import type { Db } from '../db/db.ts'
import { systemCause } from '../events/cause.ts'

/** Opens the conversations whose snooze is over. Two nodes may try at once: the second finds it done. */
export async function wakeSnoozed(db: Db): Promise<void> {
  const due = await db.query<{ id: number }>(
    `select id from conversations where status = 'snoozed' and snoozed_until <= now() order by snoozed_until limit 500`, [])
  for (const { id } of due) {
    const loaded = await loadConversation(db.query, id, 1)
    if (loaded) await changeConversation(db, systemCause, loaded, async (change) => {
      const { conversation } = change.snapshot
      if (conversation.status !== 'snoozed' || conversation.snoozed_until === null || Date.parse(conversation.snoozed_until) > Date.now()) return
      Object.assign(conversation, { status: 'open', snoozed_until: null })
      emitConversationChanges(change)
      await addActivity(change, 'Conversation was reopened as its snooze has ended')
    })
  }
}
