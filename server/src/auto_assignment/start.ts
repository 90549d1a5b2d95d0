import type { Logger } from 'pino'
import type { Presence } from '../cable/presence.ts'
import type { ConversationSnapshot } from '../conversations/snapshot.ts'
import type { Db } from '../db/db.ts'
import { onCommitted, type HappenedEvent } from '../events/emit.ts'
import { assignWaiting } from './assign.ts'

/** Milliseconds after which it is looked everywhere: for agents who have come meanwhile, and for what was missed. */
const lookEvery = 10_000

/** Gives away what waits, as soon as a commit says that there is something to give or that an agent has room again. One inbox after the other. */
export function startAssignment({ db, presence, log }: { db: Db; presence: Presence; log: Logger }): { stop(): Promise<void> } {
  /** By inbox, the conversations that were handed to a team. */
  const due = new Map<number, Set<number>>()
  let running: Promise<void> | undefined
  let looking = Promise.resolve()
  let isStopped = false
  const stopListening = onCommitted(db, ({ events }) => {
    for (const event of events) note(event)
    start()
  })
  const timer = setInterval(() => { looking = look() }, lookEvery)
  return {
    async stop() {
      isStopped = true
      stopListening()
      clearInterval(timer)
      await Promise.all([looking, running])
    },
  }

  function note({ name, subject }: HappenedEvent): void {
    if (name !== 'conversation.created' && name !== 'conversation.status_changed' && name !== 'team.changed') return
    const { id, inbox_id, status, assignee_id, team_id } = (subject as ConversationSnapshot).conversation
    if (name === 'team.changed' ? team_id !== null && assignee_id === null : status === 'open' ? assignee_id === null : name !== 'conversation.created' && status !== 'pending') {
      const handed = due.get(inbox_id) ?? new Set()
      due.set(inbox_id, name === 'team.changed' ? handed.add(id) : handed)
    }
  }

  async function look(): Promise<void> {
    try {
      const inboxes = await db.query<{ id: number }>(
        `select i.id from inboxes i where i.enable_auto_assignment and exists (
           select from conversations c where c.account_id = i.account_id and c.inbox_id = i.id and c.status = 'open' and c.assignee_id is null)`, [])
      for (const { id } of inboxes) if (!due.has(id)) due.set(id, new Set())
      start()
    } catch (error) {
      log.error({ err: error }, 'cannot look for conversations that wait for an agent')
    }
  }

  function start(): void {
    if (due.size === 0 || isStopped) return
    running ??= run().finally(() => {
      running = undefined
      start()
    })
  }

  async function run(): Promise<void> {
    for (let next = due.entries().next().value; next && !isStopped; next = due.entries().next().value) {
      const [inboxId, handed] = next
      due.delete(inboxId)
      try {
        await assignWaiting(db, presence, inboxId, [...handed])
      } catch (error) {
        log.error({ err: error, inbox_id: inboxId }, 'cannot assign conversations')
      }
    }
  }
}
