import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import type { Db } from '../db/db.ts'
import type { App } from '../http/fastify.ts'
import { Text } from '../http/shapes.ts'
import { listen } from './bell.ts'
import type { HappenedEvent, ToldEvent } from './emit.ts'
import { readCursor, readLog, type Part } from './log.ts'

/** How to read on: `wait` in seconds, `limit` in events. */
export const Reading = { after: Type.Optional(Text), limit: Type.Optional(Type.Integer()), wait: Type.Optional(Type.Number()) }
export const FeedMeta = Type.Object({ cursor: Text, has_more: Type.Boolean() })

const usualLimit = 100
const mostAtOnce = 500
const longestWait = 30
/** Milliseconds after which it is looked again without being told: for what other processes commit. */
const lookEvery = 1_000
/** The same while something is there that an older transaction holds back. */
const lookAgain = 25
/** A reader of few among many hears how far it has come at least so often. */
const longestSearch = 2_000

export interface Follower<T> extends Part {
  /** What an event is for this reader; null for nothing. */
  tell: (event: ToldEvent) => T | null
  /** Whether an event that was just committed may be among its rows. */
  concerns: (event: HappenedEvent) => boolean
  /** Ends the wait: the reader is gone, or the server stops. */
  signal: AbortSignal
}

/** The events behind a cursor. With `wait`, an empty answer is held back until something happens or the time is over. */
export async function follow<T>(db: Db, follower: Follower<T>, reading: { after?: string; limit?: number; wait?: number }) {
  const limit = Math.min(Math.max(reading.limit ?? usualLimit, 1), mostAtOnce)
  const began = Date.now()
  const until = began + Math.min(Math.max(reading.wait ?? 0, 0), longestWait) * 1000
  const bell = listen(db, follower.concerns, follower.signal)
  try {
    let cursor = await readCursor(db, follower.account_id, reading.after)
    for (;;) {
      const page = await readLog(db, follower, cursor, limit)
      cursor = page.cursor
      const payload = page.events.map(follower.tell).filter((told) => told !== null)
      const left = until - Date.now()
      const isOver = page.has_more ? Date.now() - began > longestSearch : left <= 0
      if (payload.length > 0 || isOver || follower.signal.aborted) return { payload, meta: { cursor: String(cursor), has_more: page.has_more } }
      if (!page.has_more) await bell.rings(Math.min(left, page.unsettled ? lookAgain : lookEvery))
    }
  } finally {
    bell.stop()
  }
}

/** Makes the signals of a door's followers: aborted when the reader has hung up, or when the server stops. */
export function hangingUp(app: App): (reply: FastifyReply) => AbortSignal {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  return (reply) => {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    return AbortSignal.any([closing.signal, gone.signal])
  }
}
