import { createHash } from 'node:crypto'
import pg from 'pg'

export type Row = Record<string, any>
/** `adHoc` is for a text that a caller's own combination of conditions has shaped: it is not kept prepared. */
export type Query = <R extends Row = Row>(text: string, values?: readonly unknown[], adHoc?: 'adHoc') => Promise<R[]>

/** A pool of connections. Verbs that record events open their transactions through events/emit.ts, never here. */
export interface Db {
  query: Query
  /** Runs `work` on one connection between BEGIN and COMMIT; rolls back when it throws. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Opens a pool. Times come back as the ISO text that row_to_json writes, so a row reads the same from a column and from a snapshot. `settings`: further `-c name=value`. Plans are for storage that finds a page about as fast as it goes on to the next. */
export function openDb(connection: pg.PoolConfig, poolSize = 16, settings = ''): Db {
  // Whoever waits for a connection longer than these milliseconds hears that there is none.
  const pool = new pg.Pool({ connectionTimeoutMillis: 10_000, keepAlive: true, ...connection, max: poolSize, types: { getTypeParser }, options: `-c timezone=UTC -c datestyle=ISO -c random_page_cost=1.1 ${settings}` })
  // An idle connection that breaks is replaced on the next query; without a listener Node would stop the process.
  pool.on('error', () => undefined)
  return {
    query: (text, values, adHoc) => unlessDeadlocked(async () => (await pool.query(prepared(text, values, adHoc))).rows),
    async transaction(work) {
      const client = await pool.connect()
      let broken: Error | undefined
      // A connection may break between two statements, which nobody waits for then.
      const onBroken = (error: Error) => { broken = error }
      client.on('error', onBroken)
      try {
        await client.query('begin')
        const result = await work(async (text, values, adHoc) => (await client.query(prepared(text, values, adHoc))).rows)
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback').catch((failure: Error) => { broken = failure })
        throw error
      } finally {
        client.off('error', onBroken)
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}

/** True for PostgreSQL's unique_violation, with the index that refused when `index` is given. */
export function isDuplicate(error: unknown, index?: string): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23505' && (index === undefined || constraint === index)
}

/** True when another transaction was faster: a value was taken, a parent deleted, or two waited for each other. */
export const isRace = (error: unknown): boolean => ['23505', '23503', '40P01'].includes((error as { code?: string }).code ?? '')

/** True when what a row refers to is not there, or is gone meanwhile. */
export const isOrphan = (error: unknown): boolean => (error as { code?: string }).code === '23503'

/** True when the database restarts, stops, or cannot be reached: the same may succeed later. The driver names some of these by words alone. */
export function isUnavailable(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  if (code !== undefined) return /^(57P0|08|53)/.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT'].includes(code)
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(message ?? '')
}

/** Runs `work` again when PostgreSQL ended it because transactions waited for each other in a circle: nothing of it was written. */
export async function unlessDeadlocked<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries === 5 || (error as { code?: string }).code !== '40P01') throw error
    }
  }
}

const statementNames = new Map<string, string>()

/** Every statement with values is a named prepared statement: parsed once per connection. Texts are finite, as values never stand in them. */
function prepared(text: string, values: readonly unknown[] | undefined, adHoc?: 'adHoc') {
  if (values === undefined) return { text }
  if (adHoc) return { text, values: values as unknown[] }
  let name = statementNames.get(text)
  if (name === undefined) {
    name = createHash('sha1').update(text).digest('base64url')
    statementNames.set(text, name)
  }
  return { name, text, values: values as unknown[] }
}

const arrayOfInt8 = 1016

function getTypeParser(oid: number, format?: 'text' | 'binary'): any {
  if (oid === pg.types.builtins.INT8) return Number
  if (oid === arrayOfInt8) return (text: string) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number))
  if (oid === pg.types.builtins.TIMESTAMPTZ) return (text: string) => `${text.replace(' ', 'T')}:00`
  return format === undefined ? pg.types.getTypeParser(oid) : pg.types.getTypeParser(oid, format)
}
