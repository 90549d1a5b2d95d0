import { createWriteStream } from 'node:fs'
import { copyFile, link, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { newToken } from '../db/secrets.ts'

/** Where a file lies below DATA_DIR. Keys are random tokens of ours, so no name of a sender ever becomes a path. */
export const filePath = (dataDir: string, key: string) => join(filesRoot(dataDir), key.slice(0, 2), key)

export const filesRoot = (dataDir: string) => join(dataDir, 'files')

/** Streams a file to the disk. `file_size` in bytes. */
export async function storeFile(dataDir: string, content: Readable): Promise<{ blob_key: string; file_size: number }> {
  const blob_key = newToken()
  const path = filePath(dataDir, blob_key)
  await mkdir(join(path, '..'), { recursive: true })
  const target = createWriteStream(path, { flags: 'wx', flush: true })
  try {
    await pipeline(content, target)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  return { blob_key, file_size: target.bytesWritten }
}

export const removeFile = (dataDir: string, key: string) => rm(filePath(dataDir, key), { force: true })

/** The same content under a key of its own, which may be removed by itself. It takes no room where the file system has links. Throws where there is no file. */
export async function duplicateFile(dataDir: string, key: string): Promise<string> {
  const twin = newToken()
  const [from, to] = [filePath(dataDir, key), filePath(dataDir, twin)]
  await mkdir(join(to, '..'), { recursive: true })
  await link(from, to).catch(() => copyFile(from, to))
  return twin
}

/** Gives a stored file another key. */
export async function moveFile(dataDir: string, from: string, to: string): Promise<void> {
  const path = filePath(dataDir, to)
  await mkdir(join(path, '..'), { recursive: true })
  await rename(filePath(dataDir, from), path)
}
