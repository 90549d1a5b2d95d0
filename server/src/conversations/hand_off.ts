import type { Db } from '../db/db.ts'
import { now } from '../db/time.ts'
import type { Cause } from '../events/cause.ts'
import { emit } from '../events/emit.ts'
import { edit } from './edit.ts'
import type { LoadedConversation } from './snapshot.ts'

/** A bot leaves a pending conversation to people: they see it as waiting from now on, if it was not already (application API §1.2). */
export function handOff(db: Db, cause: Cause, loaded: LoadedConversation) {
  return edit(db, cause, loaded, (change) => {
    const { conversation } = change.snapshot
    if (conversation.status !== 'pending') return null
    conversation.status = 'open'
    conversation.waiting_since ??= now()
    emit(change, 'conversation.bot_handoff', change.snapshot)
    return `Conversation was reopened by ${cause.name ?? 'a bot'}`
  })
}

/** The bot cannot be reached: people get a conversation that waits for it. Nothing happens to any other. */
export function takeFromBot(db: Db, cause: Cause, loaded: LoadedConversation) {
  return edit(db, cause, loaded, (change) => {
    if (change.snapshot.conversation.status !== 'pending') return null
    change.snapshot.conversation.status = 'open'
    emit(change, 'conversation.bot_handoff', change.snapshot)
    return 'Conversation was marked open by system due to an error with the agent bot.'
  })
}
