import type { Change } from '../conversations/change.ts'
import { addActivity } from '../conversations/effects.ts'
import { edit } from '../conversations/edit.ts'
import { loadConversation } from '../conversations/snapshot.ts'
import { canReply } from '../conversations/wire.ts'
import type { Db } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { systemCause } from '../events/cause.ts'
import { NotFound } from '../http/errors.ts'
import { labelNames } from '../labels/names.ts'
import { addTemplate } from '../messages/automatic.ts'

/** What an account wants done with open conversations in which nothing happens any more (application API §2.1). */
interface Wish {
  account_id: number
  minutes: number
  message: string | null
  label: string | null
  /** Leaves alone those in which the customer waits for an answer. */
  ignore_waiting: boolean
}

const batch = 500

/** Resolves the open conversations that have been idle for as long as their account says, oldest first. Two nodes may try at once: the second finds it done. */
export async function resolveIdle(db: Db, stop?: AbortSignal): Promise<void> {
  const wishes = await db.query<Wish & object>(
    `select id as account_id, (settings ->> 'auto_resolve_after')::int as minutes, settings ->> 'auto_resolve_message' as message, left(settings ->> 'auto_resolve_label', 255) as label,
            coalesce((settings ->> 'auto_resolve_ignore_waiting')::boolean, false) as ignore_waiting
       from accounts where status = 'active' and settings ->> 'auto_resolve_after' is not null order by id`, [])
  // One account's trouble is not the next one's.
  const outcomes: PromiseSettledResult<void>[] = []
  for (const wish of wishes) outcomes.push(...await Promise.allSettled([resolveOf(db, wish, stop)]))
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure) throw failure.reason
}

/** Walks down the index of the list, so that those who are left alone are passed once and not read again. */
async function resolveOf(db: Db, wish: Wish, stop?: AbortSignal): Promise<void> {
  let last: { last_activity_at: Moment; id: number } | undefined
  let idle: { last_activity_at: Moment; id: number; is_waiting: boolean }[]
  do {
    idle = await db.query(
      `select id, last_activity_at, waiting_since is not null as is_waiting from conversations
        where account_id = $1 and status = 'open' and last_activity_at < now() - make_interval(mins => $2::int) and (last_activity_at, id) > ($3::timestamptz, $4::bigint)
          and (opened_at is null or opened_at < now() - make_interval(mins => $2::int))
        order by last_activity_at, id limit ${batch}`,
      [wish.account_id, wish.minutes, last?.last_activity_at ?? '-infinity', last?.id ?? 0])
    for (const { id, is_waiting } of idle) {
      if (stop?.aborted) return
      if (!is_waiting || !wish.ignore_waiting) await resolveOne(db, wish, id)
    }
    last = idle.at(-1)
  } while (idle.length === batch)
}

async function resolveOne(db: Db, wish: Wish, id: number): Promise<void> {
  const loaded = await loadConversation(db.query, id, wish.message ? 3 : 2)
  if (!loaded) return
  const latest = Date.now() - wish.minutes * 60_000
  try {
    await edit(db, systemCause, loaded, async (change) => {
      const { conversation } = change.snapshot
      // Who has just opened it again, or sees it wake, has the whole time before him.
      const isIdle = conversation.status === 'open' && [conversation.last_activity_at, conversation.opened_at].every((at) => at === null || Date.parse(at) < latest)
      if (!isIdle || (wish.ignore_waiting && conversation.waiting_since !== null)) return null
      if (wish.message) await say(change, wish.message)
      if (wish.label) conversation.labels = [...new Set([...conversation.labels, ...labelNames(wish.label)])]
      Object.assign(conversation, { status: 'resolved', waiting_since: null })
      return `Conversation was marked resolved by the system after ${inWords(wish.minutes)} without activity`
    })
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
  }
}

async function say(change: Change, content: string): Promise<void> {
  if (change.snapshot.contact.blocked) return
  if (canReply(change.snapshot, Date.now())) await addTemplate(change, { content })
  else await addActivity(change, 'The text for idle conversations was not sent, as the time in which the customer can be written to is over')
}

function inWords(minutes: number): string {
  const [count, unit] = minutes % 1440 === 0 ? [minutes / 1440, 'day'] : minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
