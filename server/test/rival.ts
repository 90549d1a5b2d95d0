import pg from 'pg'
import type { Db } from '../src/db/db.ts'

/** Another transaction on the same database that holds locks for as long as a test wants. */
export interface Rival {
  query(text: string, values?: unknown[]): Promise<unknown>
  /** Waits until as many statements of others stand still before a lock. */
  blocks(count: number): Promise<void>
  commit(): Promise<void>
}

/** Opens a transaction beside those of the app. */
export async function startRival(db: Db, connection: pg.PoolConfig): Promise<Rival> {
  const client = new pg.Client(connection)
  await client.connect()
  await client.query('begin')
  return {
    query: (text, values) => client.query(text, values),
    async blocks(count) {
      const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      while ((await db.query(waiting)).length < count) await new Promise((resolve) => setTimeout(resolve, 5))
    },
    async commit() {
      await client.query('commit')
      await client.end()
    },
  }
}
