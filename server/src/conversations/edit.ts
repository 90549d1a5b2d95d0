import { addSurvey } from '../csat/survey.ts'
import type { Db } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import { emit } from '../events/emit.ts'
import { changeConversation, type Change } from './change.ts'
import { addActivity, emitConversationChanges } from './effects.ts'
import type { ConversationSnapshot, LoadedConversation } from './snapshot.ts'

/** One edit: the change itself, its events, the line that agents read about it, and the survey that follows a resolution. */
export function edit(db: Db, cause: Cause, loaded: LoadedConversation, apply: (change: Change) => Promise<string | null> | string | null): Promise<ConversationSnapshot> {
  return changeConversation(db, cause, loaded, async (change) => {
    const { snapshot, before } = change
    const line = await apply(change)
    emitConversationChanges(change)
    if (before.unread_count !== snapshot.conversation.unread_count) emit(change, 'conversation.unread_count_changed', snapshot)
    if (line !== null) await addActivity(change, line)
    if (before.status !== 'resolved' && snapshot.conversation.status === 'resolved') await addSurvey(db, change)
    return snapshot
  })
}
