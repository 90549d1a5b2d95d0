import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, readlink, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Identity, reachable } from './binaries.ts'
import { EmbeddedError } from './embedded_error.ts'

/** Where a cluster lives and how its programs are run. `binaries` holds bin/, lib/ and share/. */
export type Cluster = { directory: string; binaries: string; identity: Identity; logPath: string }

/** One running PostgreSQL server; `child` is undefined when an earlier process of ours started it. */
export type Postmaster = { pid: number; socketDir: string; child: ChildProcess | undefined }

export const socketPort = 5432

/**
 * The live postmaster of this cluster that a killed parent left behind, once it takes connections; undefined when there is none. What remains of a
 * dead one is cleared so that a new one may start. Never kills anything.
 */
export async function adoptPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  for (let tries = 0; tries < 1200; tries++) {
    const found = await pidFile(cluster)
    if (!found) return undefined
    if (!(await isPostmaster(found.pid, cluster))) return clearStale(cluster, found)
    if (found.socketDir && (await answers(found.socketDir))) return { pid: found.pid, socketDir: found.socketDir, child: undefined }
    await sleep(50)
  }
  throw new EmbeddedError(`The PostgreSQL left running in ${cluster.directory} does not answer: stop it, or look into ${cluster.logPath}.`)
}

/** Starts a new postmaster and waits until it takes connections; recovery after a crash may need its time. Throws EmbeddedError. */
export async function startPostmaster(cluster: Cluster, socketDir: string, settings: Record<string, string>): Promise<Postmaster> {
  for (let tries = 0; ; tries++) {
    const logStart = await logSize(cluster)
    const child = await spawnAs(cluster, 'postgres', ['-k', socketDir, '-p', String(socketPort), ...flags(settings)])
    if (await ready(child, socketDir)) {
      child.unref()
      return { pid: child.pid as number, socketDir, child }
    }
    // Backends of a killed postmaster need a moment to notice and leave.
    const reason = await lastLogLine(cluster, logStart)
    if (tries >= 100 || !reason.includes('still in use')) throw new EmbeddedError(`PostgreSQL does not start: ${reason}`)
    await sleep(100)
  }
}

/** Fast shutdown; after 3.5 s the immediate one, from which the next start recovers. Resolves within 4.5 s. */
export async function stopPostmaster(cluster: Cluster, postmaster: Postmaster): Promise<void> {
  for (const [signal, patience] of [['SIGINT', 3500], ['SIGQUIT', 1000]] as const) {
    if (!(await isRunning(cluster, postmaster))) return
    kill(postmaster.pid, signal)
    const end = Date.now() + patience
    while (Date.now() < end && (await isRunning(cluster, postmaster))) await sleep(10)
  }
}

/** An ended server has removed its postmaster.pid; one that was killed is no process any more. */
export async function isRunning(cluster: Cluster, postmaster: Postmaster): Promise<boolean> {
  if (postmaster.child && ended(postmaster.child)) return false
  const found = await pidFile(cluster)
  return found?.pid === postmaster.pid && (await isPostmaster(postmaster.pid, cluster))
}

/**
 * Runs one of the PostgreSQL programs on the cluster's directory, output appended to the log. A directory that `identity` cannot reach by its path
 * (DATA_DIR under /root) is handed over as an open descriptor: /proc/self/fd/3 leads to it whatever stands above.
 */
export async function spawnAs(cluster: Cluster, program: string, args: string[]): Promise<ChildProcess> {
  const directory = await open(cluster.directory)
  const log = await open(cluster.logPath, 'a', 0o600)
  try {
    const path = (await reachable(cluster.directory, cluster.identity)) ? cluster.directory : '/proc/self/fd/3'
    const child = spawn(join(cluster.binaries, 'bin', program), ['-D', path, ...args], {
      stdio: ['ignore', log.fd, log.fd, directory.fd],
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', PGDATA: path },
      detached: true, // Ctrl-C in the terminal must reach Parley alone: it stops PostgreSQL last.
      ...cluster.identity,
    })
    await once(child, 'spawn')
    return child
  } catch (error) {
    throw new EmbeddedError(`PostgreSQL cannot be run: ${(error as Error).message}.`)
  } finally {
    await Promise.all([directory.close(), log.close()])
  }
}

/** The last thing that the log says after byte `from`, as the reason of a failure. */
export async function lastLogLine(cluster: Cluster, from: number): Promise<string> {
  const text = (await readFile(cluster.logPath)).subarray(from).toString()
  const lines = text.trim().split('\n')
  const reason = lines.findLast((line) => /FATAL|PANIC|error:/i.test(line)) ?? lines.at(-1) ?? ''
  return `${reason.replace(/^.*?(FATAL|PANIC|error): +/i, '').trim() || 'no reason given'} (${cluster.logPath})`
}

export async function logSize(cluster: Cluster): Promise<number> {
  return (await stat(cluster.logPath).catch(() => ({ size: 0 }))).size
}

/** Null when a signal ended it. */
export async function exitCode(child: ChildProcess): Promise<number | null> {
  if (!ended(child)) await once(child, 'exit')
  return child.exitCode
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function flags(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
}

async function ready(child: ChildProcess, socketDir: string): Promise<boolean> {
  while (!ended(child)) {
    if (await answers(socketDir)) return true
    await sleep(15)
  }
  return false
}

async function answers(socketDir: string): Promise<boolean> {
  const client = new pg.Client({ host: socketDir, port: socketPort, user: 'parley', database: 'postgres', connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

type PidFile = { pid: number; socketDir: string; lines: string[] }

/** postmaster.pid: process, directory, start time, port, socket directory, … one to a line. */
async function pidFile(cluster: Cluster): Promise<PidFile | undefined> {
  const text = await readFile(join(cluster.directory, 'postmaster.pid'), 'utf8').catch(() => undefined)
  const lines = text?.split('\n') ?? []
  const pid = Number(lines[0])
  return pid > 0 ? { pid, socketDir: lines[4] ?? '', lines } : undefined
}

/** A process of that number that is not this cluster's (the number was given anew) does not count: a postmaster works in its cluster's directory. */
async function isPostmaster(pid: number, cluster: Cluster): Promise<boolean> {
  if (!kill(pid, 0)) return false
  if (process.platform !== 'linux') return true
  const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  return workingDirectory === (await realpath(cluster.directory))
}

/**
 * A postmaster refuses to start while the number in a stale postmaster.pid belongs to any process. The file itself must stay: by its last lines
 * PostgreSQL recognises backends that are still alive. So the number is replaced with one that it passes over: its own parent's.
 */
async function clearStale(cluster: Cluster, { pid, socketDir, lines }: PidFile): Promise<undefined> {
  if (kill(pid, 0)) await writeFile(join(cluster.directory, 'postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'))
  if (socketDir) await rm(join(socketDir, `.s.PGSQL.${socketPort}.lock`), { force: true })
}

function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
