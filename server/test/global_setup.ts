import { chmod, mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import type { TestProject } from 'vitest/node'
import { type EmbeddedConnection, startEmbedded } from '../src/db/embedded.ts'
import { adoptPostmaster, stopPostmaster } from '../src/db/postmaster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The PostgreSQL of this test run; every file makes its own database in it. */
    postgres: EmbeddedConnection & { password?: string }
  }
}

const prefix = 'parley-test-'
let running: Promise<{ connection: EmbeddedConnection; stop(): Promise<void> }> | undefined

/** One PostgreSQL for the whole run, whichever projects take part; not durable, which makes it twice as fast. With `TEST_DATABASE_URL`, that one: to try another version. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  running ??= start()
  const { connection, stop } = await running
  project.provide('postgres', connection)
  return stop
}

async function start() {
  if (process.env.TEST_DATABASE_URL) return borrow(new URL(process.env.TEST_DATABASE_URL))
  await clearAbandoned()
  const dataDir = join(tmpdir(), `${prefix}${process.pid}`)
  await mkdir(dataDir, { recursive: true })
  await chmod(dataDir, 0o711)
  const log = pino({ level: 'silent' })
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }
  const { connection, stop } = await startEmbedded({ dataDir, log, settings })
  let stopping: Promise<void> | undefined
  return { connection, stop: () => (stopping ??= stop().then(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))) }
}

/** Somebody's own: what the run makes there is dropped, before and after. */
async function borrow({ hostname, port, username, password, pathname }: URL) {
  const connection = { host: hostname, port: Number(port || 5432), user: username, database: pathname.slice(1), ...(password ? { password } : {}) }
  const stop = async () => {
    const client = new pg.Client(connection)
    await client.connect()
    const { rows } = await client.query<{ datname: string }>(`select datname from pg_database where datname like 'parley\\_test\\_%'`)
    for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`)
    await client.end()
  }
  await stop()
  return { connection, stop }
}

/** Stops and removes what test runs that were killed have left. */
async function clearAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue
    const dataDir = join(tmpdir(), name)
    const cluster = { directory: join(dataDir, 'postgres'), binaries: '', identity: undefined, logPath: join(dataDir, 'postgres.log') }
    const postmaster = await adoptPostmaster(cluster).catch(() => undefined)
    if (postmaster) await stopPostmaster(cluster, postmaster)
    await rm(dataDir, { recursive: true, force: true }).catch(() => undefined)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
