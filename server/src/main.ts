import { access, constants, mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolConfig } from 'pg'
import { type Logger, pino } from 'pino'
import { startApp } from './app.ts'
import { buildDashboard, developmentUrl, serveDashboard } from './build_dashboard.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { type Db, openDb } from './db/db.ts'
import { startEmbedded } from './db/embedded.ts'
import { EmbeddedError } from './db/embedded_error.ts'
import { migrate } from './db/migrate.ts'
import { InUseError, lockDataDir } from './lock.ts'
import { readSecretKey } from './secret_key.ts'

/** What has been started, in that order, and how each is stopped. */
const started: (() => Promise<void> | void)[] = []
const stopWithinMs = 5000
const eachWithinMs = 2500
let stopping = false

const starting = start().catch((error: unknown) => stop(1, oneLine(error)))
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => void Promise.race([starting, sleep(eachWithinMs)]).then(() => stop(0)))
}
process.on('uncaughtException', (error) => {
  console.error(error)
  void stop(1, 'Parley stops because of an error in itself.')
})

async function start(): Promise<void> {
  const dev = process.argv.includes('--dev')
  const config = readConfig(dev ? { PUBLIC_URL: developmentUrl, ...process.env } : process.env)
  const log = pino({ level: config.logLevel, base: undefined })
  await prepareDataDir(config.dataDir)
  const lock = lockDataDir(config.dataDir)
  started.push(() => lock.release())
  const secretKey = await readSecretKey(config)
  if (dev) started.push(serveDashboard())
  else await buildDashboard()
  const connection = await database(config, log)
  const db = openDb(connection, config.databasePoolSize)
  started.push(() => db.close())
  await greet(db, config)
  await migrate(db)
  const app = await startApp({ config, db, connection, secretKey, log })
  started.push(() => app.close())
  await app.listen()
  console.log(`Parley is ready: ${config.publicUrl}`)
}

/** Stops everything in reverse order and ends the process; whatever hangs is left behind after 5 s, as the next start recovers by itself. */
async function stop(code: number, reason?: string): Promise<void> {
  if (reason) console.error(reason)
  if (stopping) return
  stopping = true
  setTimeout(() => process.exit(1), stopWithinMs - 100).unref()
  for (const each of started.toReversed()) {
    try {
      await Promise.race([each(), sleep(eachWithinMs)])
    } catch (error) {
      console.error(oneLine(error))
    }
  }
  process.exit(code)
}

/** As root, others may pass through (not look inside): PostgreSQL runs as another user and its directory stands within. */
async function prepareDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new ConfigError(`DATA_DIR cannot be used: ${systemReason(error)}.`)
  }
}

async function database(config: Config, log: Logger): Promise<PoolConfig> {
  if (config.databaseUrl) return { connectionString: config.databaseUrl, connectionTimeoutMillis: 10_000 }
  const embedded = await startEmbedded({ dataDir: config.dataDir, log })
  started.push(() => embedded.stop())
  return embedded.connection
}

async function greet(db: Db, config: Config): Promise<void> {
  try {
    const [row] = await db.query<{ version: number }>(`SELECT current_setting('server_version_num')::int AS version`)
    if (row && row.version >= 140_000) return
  } catch (error) {
    if (!config.databaseUrl) throw error
    throw new ConfigError(`The database of DATABASE_URL cannot be reached: ${databaseReason(error)}.`)
  }
  throw new ConfigError('The database of DATABASE_URL is too old: Parley needs PostgreSQL 14 or later.')
}

/** Several addresses of one name fail together as an AggregateError without a message of its own. */
function databaseReason(error: unknown): string {
  const { errors, message } = error as AggregateError
  return errors?.length ? errors.map((each: Error) => each.message).join(', ') : message
}

function oneLine(error: unknown): string {
  const { code, message, stack, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string }
  if (error instanceof ConfigError || error instanceof EmbeddedError || error instanceof InUseError) return message
  if (code === 'EADDRINUSE') return `Port ${port} is in use: stop the program that has it, or set PORT.`
  if (code === 'EADDRNOTAVAIL') return `HOST ${address} is not an address of this machine.`
  if (process.env.LOG_LEVEL === 'debug' && stack) return stack
  return `Parley could not start: ${systemReason(error)}.`
}

function systemReason(error: unknown): string {
  const { code, message, path } = error as NodeJS.ErrnoException
  const known: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'it is on a read-only file system',
    ENOTDIR: 'a part of its path is a file',
    EEXIST: 'it is a file',
    ENOSPC: 'no space is left',
  }
  const reason = known[code ?? '']
  if (reason) return path ? `${path}: ${reason}` : reason
  return message.split('\n')[0]?.replace(/\.$/, '') ?? 'unknown error'
}
