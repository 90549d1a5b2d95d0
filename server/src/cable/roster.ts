import type { Db } from '../db/db.ts'
import type { Attendance } from './presence.ts'

/** Reads the members of an account with their chosen availability. */
export type Roster = (accountId: number) => Promise<Attendance[]>

/**
 * One read at a time per account: whoever asks while one is under way shares the next with all others who do, so that a crowd that reconnects
 * costs a handful of queries. Nobody gets an answer that was read before they asked.
 */
export function createRoster(db: Db): Roster {
  const running = new Map<number, Promise<Attendance[]>>()
  const next = new Map<number, Promise<Attendance[]>>()

  const start = (accountId: number) => {
    next.delete(accountId)
    const read = db.query<Attendance & object>('select user_id, availability, auto_offline from account_users where account_id = $1', [accountId])
    const done = read.finally(() => running.delete(accountId))
    running.set(accountId, done)
    return done
  }

  return (accountId) => {
    const current = running.get(accountId)
    if (!current) return next.get(accountId) ?? start(accountId)
    const shared = next.get(accountId) ?? current.then(() => start(accountId), () => start(accountId))
    next.set(accountId, shared)
    return shared
  }
}
