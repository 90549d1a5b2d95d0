import { maybeAgent } from '../agents/agents.ts'
import { removeFile } from '../attachments/storage.ts'
import { changeContacts, deleteContact, updateContact } from '../contacts/contacts.ts'
import { assign, assignTeam } from '../conversations/assignment.ts'
import { markSeen, markUnread, setLabels, setPriority, setStatus } from '../conversations/conversations.ts'
import { loadConversation, type LoadedConversation } from '../conversations/snapshot.ts'
import type { Db } from '../db/db.ts'
import { HttpError, NotFound } from '../http/errors.ts'
import { endTurn, passTurn, takeTurn } from '../jobs/turns.ts'
import { markConversationRead } from '../notifications/notifications.ts'
import { maybeTeamRow } from '../teams/teams.ts'
import { userSnapshot } from '../users/users.ts'
import type { BulkAction, ContactChange, ConversationChanges } from './bulk_actions.ts'

const atOnce = 50
/** In seconds: longer than so many take. Whoever stops in the middle leaves the rest to others after that. */
const claimedFor = 60

/**
 * Does what is wished for, fifty records of each account in turn. Each record is a change of its own, with its events. How far it has come is
 * noted after each: done twice after a crash, it would undo what people have done in between.
 */
export async function runBulkActions(db: Db, dataDir: string, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const action = await takeTurn<BulkAction>(db.query, 'bulk_actions', claimedFor, columns)
    if (!action) return
    if (await doSome(db, dataDir, action)) await (action.done < action.ids.length ? passTurn : endTurn)(db.query, 'bulk_actions', action.id)
  }
}

/** False when somebody else has gone on with it, as this process was too slow. */
async function doSome(db: Db, dataDir: string, action: BulkAction): Promise<boolean> {
  for (const id of action.ids.slice(action.done, action.done + atOnce)) {
    await changeOne(db, dataDir, action, id)
    const [row] = await db.query<{ done: number }>('update bulk_actions set done = done + 1 where id = $1 and done = $2 returning done', [action.id, action.done])
    if (!row) return false
    action.done = row.done
  }
  return true
}

const columns = `q.id, q.kind, q.ids, q.done, q.change, q.cause, json_build_object('id', a.id, 'name', a.name) as account`

/** What is gone in between, or breaks a rule of today, is passed over: it must not hold up the others. */
async function changeOne(db: Db, dataDir: string, action: BulkAction, id: number): Promise<void> {
  try {
    if (action.kind === 'Contact') return await changeContact(db, dataDir, action, action.change, id)
    const loaded = await loadConversation(db.query, id)
    if (loaded) await changeConversation(db, action, action.change, loaded)
  } catch (error) {
    if (!(error instanceof NotFound || error instanceof HttpError)) throw error
  }
}

async function changeConversation(db: Db, { account, cause }: BulkAction, change: ConversationChanges, loaded: LoadedConversation): Promise<void> {
  const { status, snoozed_until = null, assignee_id, team_id, priority, unread, add_labels, remove_labels } = change
  if (assignee_id !== undefined) {
    const agent = assignee_id === null ? null : await maybeAgent(db.query, account.id, assignee_id)
    await assign(db, cause, loaded, agent && userSnapshot(agent))
  }
  if (team_id !== undefined) await assignTeam(db, cause, loaded, team_id === null ? null : await maybeTeamRow(db.query, account.id, team_id))
  if (add_labels.length > 0 || remove_labels.length > 0) {
    await setLabels(db, cause, loaded, (labels) => [...new Set([...labels, ...add_labels])].filter((label) => !remove_labels.includes(label)))
  }
  if (priority !== undefined) await setPriority(db, cause, loaded, priority)
  if (unread === true) await markUnread(db, cause, loaded)
  if (unread === false && cause.id !== null) await markRead(db, cause, account, { id: cause.id }, loaded)
  if (status !== undefined) await setStatus(db, cause, loaded, status, snoozed_until)
}

async function markRead(db: Db, cause: BulkAction['cause'], account: { id: number }, user: { id: number }, loaded: LoadedConversation): Promise<void> {
  await markSeen(db, cause, loaded, user)
  await markConversationRead(db, cause, { account, user }, loaded.conversation)
}

async function changeContact(db: Db, dataDir: string, { account, cause }: BulkAction, change: ContactChange, id: number): Promise<void> {
  if ('delete' in change) {
    const files = await changeContacts(db, cause, (tx) => deleteContact(tx, account, id))
    await Promise.all(files.map((key) => removeFile(dataDir, key)))
    return
  }
  await changeContacts(db, cause, (tx) => updateContact(tx, account, id, ({ label_list }) => ({
    label_list: 'add_labels' in change ? [...new Set([...label_list, ...change.add_labels])] : label_list.filter((label) => !change.remove_labels.includes(label)),
  })))
}
