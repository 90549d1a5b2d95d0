import type { Logger } from 'pino'
import type { Attendance, Presence } from '../cable/presence.ts'
import type { Conversation, ConversationSnapshot } from '../conversations/snapshot.ts'
import type { Db } from '../db/db.ts'
import type { EventName } from '../events/catalogue.ts'
import { onCommitted, type HappenedEvent } from '../events/emit.ts'
import { assignWaiting } from './assign.ts'

/** Milliseconds after which it is looked everywhere: for agents who have come meanwhile, and for what was missed. */
const lookEvery = 10_000

export interface Assignment {
  /** Looks everywhere now, and answers when what was found has been given away. */
  look(): Promise<void>
  stop(): Promise<void>
}

/** Gives away what waits, as soon as a commit says that there is something to give or that an agent has room again. One inbox after the other. */
export function startAssignment({ db, presence, log }: { db: Db; presence: Presence; log: Logger }): Assignment {
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
    look,
    async stop() {
      isStopped = true
      stopListening()
      clearInterval(timer)
      await Promise.all([looking, running])
    },
  }

  function note({ name, subject }: HappenedEvent): void {
    const { conversation } = subject as Partial<ConversationSnapshot>
    if (!conversation || !concerns[name]?.(conversation)) return
    const handed = due.get(conversation.inbox_id) ?? new Set()
    due.set(conversation.inbox_id, name === 'team.changed' ? handed.add(conversation.id) : handed)
  }

  async function look(): Promise<void> {
    try {
      const members = await db.query<Attendance & { account_id: number; inbox_id: number }>(
        `select m.account_id, m.inbox_id, m.user_id, a.availability, a.auto_offline
           from inboxes i join inbox_members m on m.account_id = i.account_id and m.inbox_id = i.id join account_users a on a.account_id = m.account_id and a.user_id = m.user_id
          where i.enable_auto_assignment and a.availability = 'online' and exists (
            select from conversations c where c.account_id = i.account_id and c.inbox_id = i.id and c.status = 'open' and c.assignee_id is null)`, [])
      const manned = members.filter((member) => presence.userStatus(member.account_id, member) === 'online')
      for (const { inbox_id } of manned) if (!due.has(inbox_id)) due.set(inbox_id, new Set())
      start()
      await running
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
        await assignWaiting(db, presence, inboxId, [...handed], () => !isStopped)
      } catch (error) {
        log.error({ err: error, inbox_id: inboxId }, 'cannot assign conversations')
      }
    }
  }
}

/** When something may be given away: a conversation is open and nobody's, an agent has room again, or a team was named. */
const concerns: Partial<Record<EventName, (conversation: Conversation) => boolean>> = {
  'conversation.created': ({ status, assignee_id }) => status === 'open' && assignee_id === null,
  'conversation.status_changed': ({ status, assignee_id }) => (status === 'open' ? assignee_id === null : status !== 'pending'),
  'team.changed': ({ team_id, assignee_id }) => team_id !== null && assignee_id === null,
}
