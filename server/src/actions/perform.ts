import { listAssignableAgents } from '../agents/agents.ts'
import { removeFile } from '../attachments/storage.ts'
import { assign, assignTeam } from '../conversations/assignment.ts'
import { setLabels, setPriority, setStatus } from '../conversations/conversations.ts'
import { setMuted } from '../conversations/mute.ts'
import { priorities, type Priority, snapshotOf, statuses, type Status } from '../conversations/snapshot.ts'
import { emit } from '../events/emit.ts'
import { refused } from '../http/errors.ts'
import { labelNames } from '../labels/names.ts'
import { outgoing } from '../messages/message.ts'
import { createMessage, type NewMessage } from '../messages/messages.ts'
import { maybeTeam } from '../teams/teams.ts'
import { takeUpload } from '../uploads/uploads.ts'
import { userSnapshot } from '../users/users.ts'
import { load, type Acting } from './acting.ts'
import type { ActionName } from './actions.ts'
import { findActionEndpoint } from './endpoints.ts'
import { mailTeams, sendTranscript } from './mails.ts'

/** Does one action on the conversation as it is now; answers in a few words what was done. Throws NotFound and 422 for what cannot be done. */
type Perform = (acting: Acting, params: unknown[]) => Promise<string>

export const actionsOf: Record<ActionName, Perform> = {
  send_message: (acting, [text]) => write(acting, { content: textOf(text) }, 'sent a message'),
  add_private_note: (acting, [text]) => write(acting, { content: textOf(text), private: true }, 'added a private note'),
  send_attachment: attach,
  add_label: (acting, params) => label(acting, params, (labels, named) => [...labels, ...named.filter((name) => !labels.includes(name))], 'added'),
  remove_label: (acting, params) => label(acting, params, (labels, named) => labels.filter((name) => !named.includes(name)), 'removed'),
  assign_agent: assignAgent,
  remove_assigned_agent: (acting) => assignAgent(acting, []),
  assign_team: giveToTeam,
  remove_assigned_team: (acting) => giveToTeam(acting, []),
  change_status: (acting, [status]) => change(acting, oneOf(statuses, status, 'status')),
  resolve_conversation: (acting) => change(acting, 'resolved'),
  open_conversation: (acting) => change(acting, 'open'),
  pending_conversation: (acting) => change(acting, 'pending'),
  snooze_conversation: (acting) => change(acting, 'snoozed'),
  change_priority: prioritise,
  mute_conversation: mute,
  send_webhook_event: post,
  send_email_transcript: sendTranscript,
  send_email_to_team: mailTeams,
}

async function write(acting: Acting, message: Omit<NewMessage, 'message_type' | 'sender'>, done: string): Promise<string> {
  const [loaded, cause] = [await load(acting), await acting.causeOnce()]
  await createMessage(acting.db, cause, loaded, { message_type: outgoing, sender: acting.author, content_attributes: acting.content_attributes, ...message })
  return done
}

/** A copy of the upload, so that it can be sent again and again. */
async function attach(acting: Acting, [blobId]: unknown[]): Promise<string> {
  const { dataDir } = acting.config
  const file = await takeUpload(acting.db.query, dataDir, acting.account_id, String(blobId))
  file.isKept = true
  try {
    return await write(acting, { files: [file] }, `sent ${file.file_name}`)
  } catch (error) {
    file.isKept = false
    throw error
  } finally {
    if (!file.isKept) await removeFile(dataDir, file.blob_key)
  }
}

async function label(acting: Acting, params: unknown[], change: (labels: string[], named: string[]) => string[], done: string): Promise<string> {
  const named = labelNames(params.map(String))
  await setLabels(acting.db, acting.cause, await load(acting), (labels) => change(labels, named))
  return `${done} ${named.join(', ')}`
}

/** `nil` or nobody takes the conversation from its agent; `self` is who runs a macro. */
async function assignAgent(acting: Acting, [who]: unknown[]): Promise<string> {
  const loaded = await load(acting)
  if (isNobody(who)) {
    await assign(acting.db, acting.cause, loaded, null)
    return 'unassigned'
  }
  const id = who === 'self' ? acting.author?.id : Number(who)
  const agent = (await listAssignableAgents(acting.db.query, acting.account_id, [loaded.conversation.inbox_id])).find((each) => each.id === id)
  if (!agent) throw refused('the agent cannot have conversations of this inbox')
  await assign(acting.db, acting.cause, loaded, userSnapshot(agent))
  return `assigned to ${agent.name}`
}

async function giveToTeam(acting: Acting, [which]: unknown[]): Promise<string> {
  const team = isNobody(which) ? null : await maybeTeam(acting.db.query, acting.account_id, Number(which))
  if (!team && !isNobody(which)) throw refused('there is no such team')
  await assignTeam(acting.db, acting.cause, await load(acting), team)
  return team ? `assigned to the team ${team.name}` : 'taken from its team'
}

async function change(acting: Acting, status: Status): Promise<string> {
  await setStatus(acting.db, acting.cause, await load(acting), status)
  return `set to ${status}`
}

async function mute(acting: Acting): Promise<string> {
  const loaded = await load(acting)
  if (!loaded.contact.blocked || loaded.conversation.status !== 'resolved') await setMuted(acting.db, acting.cause, loaded, true)
  return 'muted'
}

async function prioritise(acting: Acting, [wanted]: unknown[]): Promise<string> {
  const priority: Priority | null = isNobody(wanted) ? null : oneOf(priorities, wanted, 'priority')
  await setPriority(acting.db, acting.cause, await load(acting), priority)
  return priority ? `set the priority to ${priority}` : 'removed the priority'
}

/** By the ledger, like every other callback: in order, tried again, and kept away from private addresses. */
async function post(acting: Acting, [address]: unknown[]): Promise<string> {
  const url = String(address ?? '').trim()
  const [{ id }, loaded] = [await findActionEndpoint(acting.db.query, acting.owner, url), await load(acting)]
  return acting.within(async (tx) => {
    emit(tx, acting.webhook_event, { ...snapshotOf(loaded), action_endpoint_id: id })
    return `posts to ${new URL(url).host}`
  })
}

function textOf(text: unknown): string {
  if (typeof text !== 'string' || text.trim() === '') throw refused('there is no text to send')
  return text
}

/** What forms send for "none". */
const isNobody = (value: unknown) => value === undefined || value === null || ['', 'nil', 'none', '0'].includes(String(value))

function oneOf<const T extends string>(allowed: readonly T[], value: unknown, name: string): T {
  const found = allowed.find((each) => each === value)
  if (!found) throw refused(`'${String(value).slice(0, 50)}' is not a valid ${name}`)
  return found
}
