import { once } from 'node:events'
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { reachable } from '../../src/db/binaries.ts'
import { childrenOf, freePort, isRunning, postmasterPid, removeDataDir, startServer, temporaryDirectory } from './server_process.ts'

// Each test starts several servers, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

let dataDir: string

beforeAll(async () => {
  dataDir = join(await temporaryDirectory(), 'data')
})

afterAll(async () => {
  await removeDataDir(join(dataDir, '..'))
})

const nobody = { uid: 65534, gid: 65534 }
const isRoot = process.getuid?.() === 0

describe('one DATA_DIR through its life', () => {
  test('the first start makes everything, SIGTERM stops everything with exit code 0', async () => {
    const server = await startServer({ env: { DATA_DIR: dataDir } })
    await server.ready
    expect((await fetch(`${server.url}/api`)).status).toBe(200)
    expect((await stat(join(dataDir, 'secret_key'))).mode & 0o777).toBe(0o600)
    const postmaster = (await postmasterPid(dataDir)) as number
    if (isRoot) expect((await stat(`/proc/${postmaster}`)).uid).not.toBe(0)
    server.child.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' })
    await expect.poll(() => isRunning(postmaster)).toBe(false)
    expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down')
  })

  test('a second start on a directory in use says so in one line, and harms nothing', async () => {
    const first = await startServer({ env: { DATA_DIR: dataDir } })
    await first.ready
    const second = await startServer({ env: { DATA_DIR: dataDir } })
    expect(await second.ended).toMatchObject({
      code: 1,
      stderr: `${dataDir} is in use by another Parley (process ${first.child.pid}).\n`,
    })
    expect((await fetch(`${first.url}/api`)).status).toBe(200)
    first.child.kill('SIGTERM')
    expect((await first.ended).code).toBe(0)
  })

  test('after kill -9 of the server alone the next start takes over its PostgreSQL', async () => {
    const first = await startServer({ env: { DATA_DIR: dataDir } })
    await first.ready
    const key = await readFile(join(dataDir, 'secret_key'), 'utf8')
    const postmaster = (await postmasterPid(dataDir)) as number
    first.child.kill('SIGKILL')
    await first.ended
    expect(await isRunning(postmaster)).toBe(true)
    const second = await startServer({ env: { DATA_DIR: dataDir } })
    await second.ready
    expect(await postmasterPid(dataDir)).toBe(postmaster)
    expect(await readFile(join(dataDir, 'secret_key'), 'utf8')).toBe(key)
    second.child.kill('SIGTERM')
    expect((await second.ended).code).toBe(0)
    await expect.poll(() => isRunning(postmaster)).toBe(false)
  })

  test('after kill -9 of everything the next start recovers, even when the number of the dead server was given anew', async () => {
    const first = await startServer({ env: { DATA_DIR: dataDir } })
    await first.ready
    const postmaster = (await postmasterPid(dataDir)) as number
    for (const pid of [first.child.pid as number, postmaster, ...(await childrenOf(postmaster))]) process.kill(pid, 'SIGKILL')
    await first.ended
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
    await writeFile(pidFile, (await readFile(pidFile, 'utf8')).replace(/^\d+/, String(process.pid)))
    const second = await startServer({ env: { DATA_DIR: dataDir } })
    await second.ready
    expect(await postmasterPid(dataDir)).not.toBe(process.pid)
    second.child.kill('SIGTERM')
    expect((await second.ended).code).toBe(0)
  })

  test('a PostgreSQL that dies while the server runs is started again', async () => {
    const server = await startServer({ env: { DATA_DIR: dataDir } })
    await server.ready
    const postmaster = (await postmasterPid(dataDir)) as number
    process.kill(postmaster, 'SIGKILL')
    await expect.poll(() => postmasterPid(dataDir).then((pid) => pid && pid !== postmaster), { timeout: 10_000 }).toBe(true)
    server.child.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
  })

  test('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const server = await startServer({ env: { DATA_DIR: dataDir, PORT: String(port) } })
    expect(await server.ended).toMatchObject({ code: 1, stderr: `Port ${port} is in use: stop the program that has it, or set PORT.\n` })
    other.close()
  })
})

describe('what cannot work is said in one line', () => {
  const line = (pattern: RegExp) => expect.stringMatching(new RegExp(`^${pattern.source}[^\\n]*\\n$`))

  test('DATA_DIR is a file', async () => {
    const file = join(dataDir, '..', 'file')
    await writeFile(file, '')
    const server = await startServer({ env: { DATA_DIR: file } })
    expect(await server.ended).toMatchObject({ code: 1, stderr: line(/DATA_DIR cannot be used: /) })
  })

  test('DATA_DIR that may not be written', async ({ skip }) => {
    if (isRoot && !(await reachable(process.execPath, nobody, 0o5))) skip('root may write everywhere, and others may not read this checkout')
    const directory = join(dataDir, '..', 'read-only')
    await mkdir(directory)
    await chmod(directory, 0o555)
    const server = await startServer({ env: { DATA_DIR: join(directory, 'data') }, uid: isRoot ? nobody.uid : undefined })
    expect(await server.ended).toMatchObject({ code: 1, stderr: line(/DATA_DIR cannot be used: .*permission denied/) })
  })

  test.each([
    ['a setting', { PORT: 'http' }, /PORT must be a whole number/],
    ['a bad DATABASE_URL', { DATABASE_URL: 'localhost/parley' }, /DATABASE_URL must look like/],
    ['a database that cannot be reached', { DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/parley' }, /The database of DATABASE_URL cannot be reached: /],
    ['a secret key that is too short', { SECRET_KEY: 'abc' }, /SECRET_KEY must have at least 32/],
  ])('%s', async (_, env, message) => {
    const server = await startServer({ env: { PORT: String(await freePort()), DATA_DIR: join(dataDir, '..', 'never'), ...env } })
    const { code, stderr } = await server.ended
    expect(code).toBe(1)
    expect(stderr).toEqual(line(message))
    expect(stderr).not.toContain('hunter2')
  })
})
