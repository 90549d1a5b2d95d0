import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db, Query } from '../db/db.ts'
import { avatarAddresses, avatarKey } from './avatar.ts'
import { filePath, filesRoot, removeFile } from './storage.ts'

/** A file is stored before the row that refers to it, and no request takes a day. */
const grace = 86_400_000
/** In milliseconds, between two directories, so that nobody notices. */
const pause = 20

/**
 * Removes files that no row refers to: what a process has left that ended between storing a file and its commit, or between a deletion and the file.
 * Younger ones than `age` (milliseconds) may still be waiting for their row.
 */
export async function sweepFiles(db: Db, dataDir: string, stop: AbortSignal, age = grace): Promise<void> {
  for (const directory of await namesIn(filesRoot(dataDir))) {
    if (stop.aborted) return
    const keys = await oldFiles(dataDir, directory, age)
    const used = keys.length > 0 ? await usedKeys(db.query, keys) : new Set()
    for (const key of keys) if (!used.has(key)) await removeFile(dataDir, key)
    await sleep(pause, undefined, { signal: stop }).catch(() => undefined)
  }
}

/** A file that is given a further name has changed at that moment, though its content is old. */
async function oldFiles(dataDir: string, directory: string, age: number): Promise<string[]> {
  const old: string[] = []
  for (const key of await namesIn(join(filesRoot(dataDir), directory))) {
    if (!/^\w+$/.test(key) || !key.startsWith(directory)) continue
    const found = await stat(filePath(dataDir, key)).catch(() => null)
    if (found?.isFile() && found.ctimeMs < Date.now() - age) old.push(key)
  }
  return old
}

async function usedKeys(query: Query, keys: string[]): Promise<Set<string>> {
  const files = await query<{ blob_key: string }>(
    ['attachments', 'uploads', 'contact_imports', 'contact_exports'].map((table) => `select blob_key from ${table} where blob_key = any($1::text[])`).join(' union all '), [keys])
  const pictures = await query<{ avatar_url: string }>(
    ['contacts', 'users', 'inboxes', 'agent_bots'].map((table) => `select avatar_url from ${table} where avatar_url = any($1::text[]) and avatar_url like '/rails/%'`).join(' union all '),
    [keys.flatMap(avatarAddresses)])
  return new Set([...files.map(({ blob_key }) => blob_key), ...pictures.map(({ avatar_url }) => avatarKey(avatar_url)!)])
}

const namesIn = (path: string): Promise<string[]> => readdir(path).catch((error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
  throw error
})
