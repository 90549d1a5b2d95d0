import pg from 'pg'
import { endpointKey, type Endpoint } from './ledger.ts'

/** Which endpoints this process delivers for: one process at a time per endpoint. */
export interface Owner {
  /** Tries to become the one; answers with those newly won. Connects first if need be, and throws when the database cannot be reached. */
  claim(endpoints: Endpoint[]): Promise<Endpoint[]>
  release(endpoint: Endpoint): Promise<void>
  close(): Promise<void>
}

const lockKey = `hashtextextended('parley delivery ' || e.kind || ':' || e.id, 0)`
const claim = `select e.kind, e.id from unnest($1::text[], $2::bigint[]) as e(kind, id) where pg_try_advisory_lock(${lockKey})`
const release = `select pg_advisory_unlock(${lockKey}) from (values ($1::text, $2::bigint)) as e(kind, id)`
const patience = 5000

/**
 * Session locks on one connection (docs/decisions/0002): PostgreSQL lets them go the moment a process dies. `onLost` is called when
 * this process may no longer deliver for anybody.
 */
export function createOwner(connection: pg.ClientConfig, onLost: () => void): Owner {
  let client: pg.Client | undefined
  let connecting: Promise<pg.Client> | undefined
  const owned = new Set<string>()

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({ ...connection, query_timeout: patience, connectionTimeoutMillis: patience, keepAlive: true })
    fresh.on('error', () => lose(fresh))
    fresh.on('end', () => lose(fresh))
    await fresh.connect()
    return (client = fresh)
  }

  function lose(lost: pg.Client) {
    if (client !== lost) return
    client = undefined
    owned.clear()
    onLost()
  }

  /** A connection that does not answer in time may have lost its locks: it is given up. */
  async function ask(text: string, values: unknown[]): Promise<{ kind: string; id: string }[]> {
    const asked = client ?? (await (connecting ??= connect().finally(() => (connecting = undefined))))
    try {
      const { rows } = await asked.query(text, values)
      if (client !== asked) throw new Error('the connection was lost')
      return rows
    } catch (error) {
      lose(asked)
      asked.end().catch(() => undefined)
      throw error
    }
  }

  return {
    async claim(endpoints) {
      const wanted = endpoints.filter((endpoint) => !owned.has(endpointKey(endpoint)))
      for (const endpoint of wanted) owned.add(endpointKey(endpoint))
      try {
        const won = await ask(claim, [wanted.map(({ kind }) => kind), wanted.map(({ id }) => id)])
        const keys = new Set(won.map(({ kind, id }) => endpointKey({ kind, id: Number(id) })))
        for (const endpoint of wanted) if (!keys.has(endpointKey(endpoint))) owned.delete(endpointKey(endpoint))
        return wanted.filter((endpoint) => keys.has(endpointKey(endpoint)))
      } catch (error) {
        for (const endpoint of wanted) owned.delete(endpointKey(endpoint))
        throw error
      }
    },
    async release(endpoint) {
      if (!owned.delete(endpointKey(endpoint)) || !client) return
      await ask(release, [endpoint.kind, endpoint.id])
    },
    async close() {
      const last = client
      client = undefined
      owned.clear()
      await last?.end().catch(() => undefined)
    },
  }
}
