import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface BenchServer {
  port: number
  /** Proportional set size of the server and its PostgreSQL together, in MB. */
  memory(): Promise<number>
  /** Milliseconds of CPU that both have spent so far. */
  cpu(): Promise<number>
  dataDir: string
  /** Where its PostgreSQL listens, for the loops that show the limit. */
  database: { host: string; port: number; user: string; database: string }
  post(path: string, body?: unknown, token?: string): Promise<any>
  stop(): Promise<void>
}

/** Parley as people run it, in a process of its own on an empty directory, with the flood guard out of the way. `env`: further settings. */
export async function startServer(env: Record<string, string> = {}): Promise<BenchServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  await chmod(dataDir, 0o711)
  const port = await freePort()
  const child = spawn(process.execPath, [fileURLToPath(new URL('../launch.mjs', import.meta.url)), fileURLToPath(new URL('../server/src/main.ts', import.meta.url))], {
    env: { PATH: process.env.PATH, PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'error', CONVERSATION_MESSAGE_PER_MINUTE_LIMIT: '100000000', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const chunk of child.stdout) if (String(chunk).includes('ready')) break
  const postmaster = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
  return {
    port,
    dataDir,
    memory: () => memoryOf(child),
    cpu: () => cpuOf(child),
    database: { host: postmaster[4]!, port: Number(postmaster[3]), user: 'parley', database: 'parley' },
    post: (path, body, token) => post(port, path, body, token),
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'close')
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function post(port: number, path: string, body: unknown, token?: string): Promise<any> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { api_access_token: token } : {}) }, body: JSON.stringify(body ?? {}),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

async function memoryOf(child: ChildProcess): Promise<number> {
  let kilobytes = 0
  for (const pid of await processesOf(child)) kilobytes += Number(/^Pss:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => ''))?.[1] ?? 0)
  return kilobytes / 1024
}

/** Milliseconds of CPU of a process and those below it. */
export async function cpuOf(child: ChildProcess): Promise<number> {
  let ticks = 0
  for (const pid of await processesOf(child)) {
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).replace(/\(.*\)/, 'name').split(' ').map(Number)
    // utime, stime, and the same of children that have ended.
    for (const field of fields.slice(13, 17)) ticks += field
  }
  // A tick is a hundredth of a second wherever Linux runs.
  return ticks * 10
}

/** The server's process and those below it. */
async function processesOf(child: ChildProcess): Promise<number[]> {
  const pids = [child.pid!]
  for (const pid of pids) pids.push(...(await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')).split(' ').filter(Boolean).map(Number))
  return pids
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
