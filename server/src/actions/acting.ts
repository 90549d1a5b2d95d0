import type { Config } from '../config.ts'
import { loadConversation, type LoadedConversation } from '../conversations/snapshot.ts'
import type { Db } from '../db/db.ts'
import type { ActionEvent } from '../events/catalogue.ts'
import type { Cause } from '../events/cause.ts'
import type { Tx } from '../events/emit.ts'
import { NotFound } from '../http/errors.ts'
import type { UserSnapshot } from '../users/users.ts'
import type { ActionOwner } from './endpoints.ts'

/** For whom an action is done, and how it is made sure that it is done once. */
export interface Acting {
  db: Db
  config: Config
  cause: Cause
  account_id: number
  /** Row id. */
  conversation_id: number
  /** Who writes: null for a rule. */
  author: UserSnapshot | null
  owner: ActionOwner
  /** Of the messages that are written. */
  content_attributes: Record<string, unknown>
  webhook_event: ActionEvent
  /** The cause with the key under which a message is written once. */
  causeOnce: () => Promise<Cause>
  /** Runs what is done by rows alone in one transaction, together with the note that it has been done. */
  within: (work: (tx: Tx) => Promise<string>) => Promise<string>
}

/** The conversation as it is now, with ids for a message and the line beside it. Throws NotFound. */
export async function load({ db, config, account_id, conversation_id }: Acting): Promise<LoadedConversation> {
  const loaded = await loadConversation(db.query, conversation_id, 2, config.conversationMessagePerMinuteLimit)
  if (!loaded || loaded.account.id !== account_id) throw new NotFound()
  return loaded
}
