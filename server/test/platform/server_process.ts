import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export type Ended = { code: number | null; stdout: string; stderr: string }
export type ServerProcess = { child: ChildProcess; url: string; ready: Promise<void>; ended: Promise<Ended> }

type Options = { env: Record<string, string>; uid?: number }

/** `npm start` without npm, on a free port; killed at the end of the test if it still runs. `ready` rejects with the output when it ends before. */
export async function startServer({ env, uid }: Options): Promise<ServerProcess> {
  const port = env.PORT ?? String(await freePort())
  const child = spawn(process.execPath, ['launch.mjs', 'server/src/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: port, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  let stderr = ''
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString()
      if (stdout.includes('Parley is ready')) resolve()
    })
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
    void ended.then(() => reject(new Error(`The server ended: ${stdout}${stderr}`)))
  })
  ready.catch(() => undefined)
  return { child, url: `http://127.0.0.1:${port}`, ready, ended }
}

/** A directory for DATA_DIR that the unprivileged user of PostgreSQL can pass; removed after `cleanUp`. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-platform-'))
  await chmod(directory, 0o711)
  return directory
}

/** Kills what a failed test left of PostgreSQL and removes its directory. */
export async function removeDataDir(dataDir: string): Promise<void> {
  const pid = await postmasterPid(dataDir)
  if (pid && isAlive(pid)) process.kill(pid, 'SIGKILL')
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

/** What postmaster.pid says; undefined after a clean stop. */
export async function postmasterPid(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  return Number(text.split('\n')[0]) || undefined
}

/** The processes that a process has started, as /proc knows them. */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.split(' ').filter(Boolean).map(Number)
}

/** A process that has ended but was not waited for by its parent does not count. */
export async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat !== '' && !/\) Z /.test(stat)
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
