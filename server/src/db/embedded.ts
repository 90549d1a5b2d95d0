import { chmod, chown, copyFile, lstat, mkdir, rename, rm, rmdir, stat, truncate } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import type { Logger } from 'pino'
import { type Identity, preparedBinaries, reachable } from './binaries.ts'
import { EmbeddedError } from './embedded_error.ts'
import {
  adoptPostmaster,
  type Cluster,
  exitCode,
  isRunning,
  lastLogLine,
  logSize,
  type Postmaster,
  socketPort,
  spawnAs,
  startPostmaster,
  stopPostmaster,
} from './postmaster.ts'

export type EmbeddedConnection = { host: string; port: number; user: string; database: string }
export type Embedded = { connection: EmbeddedConnection; stop(): Promise<void> }

type Options = { dataDir: string; log: Logger; settings?: Record<string, string> }

const database = 'parley'
const nobody = 65534
const logLimit = 8_000_000

/** A small server for one product: little memory while idle, every commit on disk before it is acknowledged. */
const defaults = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '64MB',
  io_method: 'sync',
  max_parallel_workers_per_gather: '0',
  max_wal_size: '1GB',
  max_logical_replication_workers: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  cluster_name: 'parley',
}

/**
 * Parley's own PostgreSQL: made in DATA_DIR/postgres on the first start, reached through a unix socket that only its owner can open, restarted when
 * it dies. One that a killed Parley left running is taken over. The caller must hold the lock on `dataDir`, which must exist. `settings` override the
 * server's configuration. Throws EmbeddedError.
 */
export async function startEmbedded({ dataDir, log, settings = {} }: Options): Promise<Embedded> {
  const cluster = await prepareCluster(dataDir)
  if (!(await stat(cluster.directory).catch(() => undefined))) await createCluster(cluster, log)
  const start = async () =>
    (await adoptPostmaster(cluster)) ?? startPostmaster(cluster, await socketDirectory(dataDir, cluster.identity), { ...defaults, ...settings })
  let postmaster = await start()
  const adopted = !postmaster.child
  log.info({ postmaster: postmaster.pid }, adopted ? 'took over the running PostgreSQL' : 'started PostgreSQL')
  await ensureDatabase(postmaster)
  const stopWatching = watch(cluster, log, async () => {
    if (await isRunning(cluster, postmaster)) return
    log.error('PostgreSQL has ended unexpectedly; starting it again')
    postmaster = await start()
  })
  return {
    connection: connectionTo(postmaster, database),
    async stop() {
      await stopWatching()
      await stopPostmaster(cluster, postmaster)
      await rmdir(postmaster.socketDir).catch(() => undefined)
    },
  }
}

async function prepareCluster(dataDir: string): Promise<Cluster> {
  const directory = join(dataDir, 'postgres')
  const identity = await identityFor(directory)
  return { directory, identity, binaries: await preparedBinaries(dataDir, identity), logPath: join(dataDir, 'postgres.log') }
}

/** PostgreSQL refuses to run as root: it runs as the cluster's owner then, a new one as nobody. No user has to be made on the machine. */
async function identityFor(directory: string): Promise<Identity> {
  const existing = await stat(directory).catch(() => undefined)
  const self = process.getuid?.()
  if (self !== 0) {
    if (!existing || existing.uid === self) return undefined
    throw new EmbeddedError(`${directory} belongs to user ${existing.uid}: start Parley as that user or as root, or give it to user ${self} with chown -R.`)
  }
  return existing && existing.uid !== 0 ? { uid: existing.uid, gid: existing.gid } : { uid: nobody, gid: nobody }
}

/** Made under another name and renamed when whole, so that a killed first start leaves nothing that looks like a cluster. */
async function createCluster(cluster: Cluster, log: Logger): Promise<void> {
  log.info({ directory: cluster.directory }, 'creating the database')
  const draft = { ...cluster, directory: `${cluster.directory}.new` }
  await rm(draft.directory, { recursive: true, force: true })
  await privateDirectory(draft.directory, cluster.identity)
  const logStart = await logSize(cluster)
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const initdb = await spawnAs(draft, 'initdb', ['--username=parley', '--auth=trust', '--no-instructions', ...locale])
  if ((await exitCode(initdb)) !== 0) throw new EmbeddedError(`The database could not be created: ${await lastLogLine(cluster, logStart)}`)
  await rename(draft.directory, cluster.directory)
}

/**
 * In DATA_DIR, unless its path is too long for a socket (107 bytes) or the server's user cannot reach it: then in /tmp, under a name that each start
 * finds again.
 */
async function socketDirectory(dataDir: string, identity: Identity): Promise<string> {
  const inDataDir = join(dataDir, 'run')
  const short = Buffer.byteLength(join(inDataDir, `.s.PGSQL.${socketPort}.lock`)) <= 100
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  const directory = short && (await reachable(dataDir, identity)) ? inDataDir : `/tmp/parley-${hash}`
  await privateDirectory(directory, identity)
  return directory
}

/** Mode 0700 and owned by the server's user; one that somebody else has made there is refused. */
async function privateDirectory(directory: string, identity: Identity): Promise<void> {
  await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const owner = identity?.uid ?? process.getuid?.()
  const found = await lstat(directory)
  if (!found.isDirectory() || ![owner, process.getuid?.()].includes(found.uid)) {
    throw new EmbeddedError(`${directory} belongs to somebody else: remove it.`)
  }
  await chmod(directory, 0o700)
  if (identity && found.uid !== identity.uid) await chown(directory, identity.uid, identity.gid)
}

async function ensureDatabase(postmaster: Postmaster): Promise<void> {
  const client = new pg.Client(connectionTo(postmaster, 'postgres'))
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database])
    if (!rowCount) await client.query(`CREATE DATABASE ${database}`)
  } finally {
    await client.end()
  }
}

function connectionTo(postmaster: Postmaster, name: string): EmbeddedConnection {
  return { host: postmaster.socketDir, port: socketPort, user: 'parley', database: name }
}

/** Every two seconds: restarts a server that died, and bounds its log. Returns how to stop, which waits for a turn under way. */
function watch(cluster: Cluster, log: Logger, revive: () => Promise<void>): () => Promise<void> {
  let turn: Promise<void> | undefined
  const timer = setInterval(() => {
    turn ??= Promise.all([revive(), boundLog(cluster.logPath)])
      .then(() => undefined)
      .catch((error: Error) => log.error(error.message))
      .finally(() => (turn = undefined))
  }, 2000)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await turn
  }
}

/** The server appends to its log, so emptying the file in place is safe; one old piece is kept. */
async function boundLog(path: string): Promise<void> {
  const { size } = await stat(path)
  if (size < logLimit) return
  await copyFile(path, `${path}.1`)
  await truncate(path)
}
