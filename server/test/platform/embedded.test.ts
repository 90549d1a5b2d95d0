import { mkdir, mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { type EmbeddedConnection, startEmbedded } from '../../src/db/embedded.ts'
import { InUseError, lockDataDir } from '../../src/lock.ts'
import { readSecretKey } from '../../src/secret_key.ts'
import { removeDataDir } from './server_process.ts'

const log = pino({ level: 'silent' })

test('works below a directory that only its owner may enter, with a path too long for a socket', async () => {
  const dataDir = join(await privateDirectory(), 'a'.repeat(60), 'b'.repeat(60))
  await mkdir(dataDir, { recursive: true })
  onTestFinished(() => removeDataDir(dataDir))
  const first = await startEmbedded({ dataDir, log })
  await query(first.connection, 'create table kept (id int)')
  await first.stop()
  expect(await readdir(dataDir)).not.toContain('postgres.new')
  const second = await startEmbedded({ dataDir, log })
  expect(await query(second.connection, 'select count(*)::int as count from kept')).toEqual([{ count: 0 }])
  expect((await stat(second.connection.host)).mode & 0o777).toBe(0o700)
  const settings = `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, current_setting('server_encoding') as encoding,
    current_setting('listen_addresses') as addresses, current_setting('data_checksums') as checksums`
  expect(await query(second.connection, settings)).toEqual([{ fsync: 'on', commit: 'on', encoding: 'UTF8', addresses: '', checksums: 'on' }])
  await second.stop()
  await expect(stat(second.connection.host)).rejects.toThrow('ENOENT')
})

test('the lock keeps a second holder out, names the first, and ends with release', async () => {
  const dataDir = await privateDirectory()
  const lock = lockDataDir(dataDir)
  expect(() => lockDataDir(dataDir)).toThrow(InUseError)
  expect(() => lockDataDir(dataDir)).toThrow(`process ${process.pid}`)
  lock.release()
  lockDataDir(dataDir).release()
})

test('the secret key is generated once, and a damaged one is never replaced', async () => {
  const dataDir = await privateDirectory()
  const key = await readSecretKey({ dataDir, secretKey: undefined })
  expect(key).toMatch(/^[0-9a-f]{64}$/)
  expect(await readSecretKey({ dataDir, secretKey: undefined })).toBe(key)
  expect(await readSecretKey({ dataDir, secretKey: 'x'.repeat(32) })).toBe('x'.repeat(32))
  await truncate(join(dataDir, 'secret_key'), 10)
  await expect(readSecretKey({ dataDir, secretKey: undefined })).rejects.toThrow('is damaged')
})

/** Mode 0700, as mkdtemp makes it. */
async function privateDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-platform-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function query(connection: EmbeddedConnection, text: string): Promise<unknown[]> {
  const client = new pg.Client(connection)
  await client.connect()
  const { rows } = await client.query(text)
  await client.end()
  return rows
}
