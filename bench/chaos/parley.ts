import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const patience = 60_000

/** `npm start` without npm on a directory of its own, to be killed and started again at the same address. */
export interface Parley {
  url: string
  /** How often it ended without having been killed. */
  readonly crashes: number
  /** Resolves when it is ready. */
  start(): Promise<void>
  /** kill -9 of the server; `everything`: of its PostgreSQL, too, which is adopted by the next one otherwise. */
  kill(everything: boolean): Promise<void>
  /** kill -9 of PostgreSQL under the running server, which starts it again; of all its processes or the postmaster alone. */
  killDatabase(everything: boolean): Promise<void>
  /** Resolves when requests that need the database are answered. */
  answers(): Promise<void>
  /** Ends everything and removes the directory. */
  remove(): Promise<void>
}

export async function createParley(): Promise<Parley> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-chaos-'))
  await chmod(dataDir, 0o711)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'error',
    WEBHOOK_TIMEOUT: '2', ENABLE_RACK_ATTACK: 'false', CONVERSATION_MESSAGE_PER_MINUTE_LIMIT: '1000000',
  }
  let child: ChildProcess | undefined
  let output = ''
  let crashes = 0
  let meant = false

  async function start() {
    meant = false
    output = ''
    const started = spawn(process.execPath, ['launch.mjs', 'server/src/main.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    child = started
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const hear = (data: Buffer) => {
      output = (output + data.toString()).slice(-4000)
      if (output.includes('Parley is ready')) resolve()
    }
    started.stdout.on('data', hear)
    started.stderr.on('data', hear)
    started.once('exit', () => {
      if (!meant) crashes++
      reject(new Error(`the server ended: ${output}`))
    })
    const late = setTimeout(() => reject(new Error(`the server is not ready: ${output}`)), patience)
    await promise.finally(() => clearTimeout(late))
  }

  async function kill(everything: boolean) {
    meant = true
    const ending = child && child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
    const pids = everything ? [...await withDescendants(child?.pid), ...await withDescendants(await postmaster(dataDir))] : [child?.pid]
    for (const pid of pids) end(pid)
    await ending
  }

  return {
    url,
    get crashes() { return crashes },
    start,
    kill,
    async killDatabase(everything) {
      const pid = await postmaster(dataDir)
      for (const each of everything ? await withDescendants(pid) : [pid]) end(each)
    },
    answers: () => answering(url, () => output),
    async remove() {
      await kill(true)
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

/** Any account's door asks the database for the caller's token: 401 when that has answered. */
async function answering(url: string, output: () => string): Promise<void> {
  const until = Date.now() + patience
  while (Date.now() < until) {
    const status = await fetch(`${url}/api/v1/profile`, { headers: { api_access_token: 'nobody' }, signal: AbortSignal.timeout(5000) })
      .then((response) => response.body?.cancel().then(() => response.status), () => undefined)
    if (status === 401) return
    await sleep(100)
  }
  throw new Error(`the server does not answer any more: ${output()}`)
}

async function postmaster(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  return Number(text.split('\n')[0]) || undefined
}

async function withDescendants(pid: number | undefined): Promise<number[]> {
  const all = pid === undefined ? [] : [pid]
  for (const each of all) {
    const children = await readFile(`/proc/${each}/task/${each}/children`, 'utf8').catch(() => '')
    all.push(...children.split(' ').filter(Boolean).map(Number))
  }
  return all
}

function end(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
