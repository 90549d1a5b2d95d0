import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { duplicateFile, filePath, moveFile, removeFile, storeFile } from '../attachments/storage.ts'
import type { Db, Query } from '../db/db.ts'
import { newToken } from '../db/secrets.ts'
import type { Moment } from '../db/time.ts'
import { NotFound, refused } from '../http/errors.ts'
import { Upload } from '../http/params.ts'

/** A file that was sent ahead of what it is for. `blob_key` is random: who knows it and is of the account may attach it. */
export interface StoredUpload {
  id: number
  account_id: number
  blob_key: string
  file_name: string
  content_type: string
  /** In bytes, as announced or as stored. */
  file_size: number
  /** MD5 of the content in base64, where its sender has given it. */
  checksum: string | null
  stored_at: Moment | null
  created_at: Moment
}

const anotherFile = refused('The file is not the one that was announced')

type NewUpload = Pick<StoredUpload, 'account_id' | 'file_name' | 'content_type' | 'file_size'>

/** Keeps a file that is stored already under `blob_key`. */
export async function keepUpload(query: Query, { account_id, blob_key, file_name, content_type, file_size }: NewUpload & { blob_key: string }): Promise<StoredUpload> {
  const [upload] = await query<StoredUpload & object>(
    'insert into uploads (account_id, blob_key, file_name, content_type, file_size, stored_at) values ($1, $2, $3, $4, $5, now()) returning *',
    [account_id, blob_key, file_name, content_type, file_size])
  return upload!
}

/** Announces a file whose content comes in a request of its own. */
export async function announceUpload(query: Query, { account_id, file_name, content_type, file_size, checksum }: NewUpload & { checksum: string | null }): Promise<StoredUpload> {
  const [upload] = await query<StoredUpload & object>(
    'insert into uploads (account_id, blob_key, file_name, content_type, file_size, checksum) values ($1, $2, $3, $4, $5, $6) returning *',
    [account_id, newToken(), file_name, content_type, file_size, checksum])
  return upload!
}

/** Takes the content of an announced file, once. Throws NotFound, and 422 when it is not what was announced. */
export async function receiveUpload(db: Db, dataDir: string, key: string, content: Readable): Promise<void> {
  const [upload] = await db.query<StoredUpload & object>('select * from uploads where blob_key = $1 and stored_at is null', [key])
  if (!upload) throw new NotFound()
  const stored = await storeFile(dataDir, Readable.from(upTo(content, upload.file_size)))
  const fits = stored.file_size === upload.file_size && (upload.checksum === null || upload.checksum === await md5(filePath(dataDir, stored.blob_key)))
  if (!fits) {
    await removeFile(dataDir, stored.blob_key)
    throw anotherFile
  }
  await moveFile(dataDir, stored.blob_key, key)
  await db.query('update uploads set stored_at = now() where id = $1', [upload.id])
}

/** Those of the account that are there, by their blob ids. */
export function listUploads(query: Query, accountId: number, blobIds: string[]): Promise<StoredUpload[]> {
  return query<StoredUpload & object>('select * from uploads where account_id = $1 and blob_key = any($2::text[]) and stored_at is not null order by id', [accountId, blobIds])
}

/** The file behind a blob id, as one that came with the request: a copy, so that the same upload may be attached again. Throws 422. */
export async function takeUpload(query: Query, dataDir: string, accountId: number, blobId: string): Promise<Upload> {
  const [upload] = await query<StoredUpload & object>('select * from uploads where account_id = $1 and blob_key = $2 and stored_at is not null', [accountId, blobId])
  if (!upload) throw refused('attachments must be files or ids of uploads')
  const { file_name, content_type, file_size } = upload
  return new Upload({ file_name, content_type, file_size, blob_key: await duplicateFile(dataDir, upload.blob_key) })
}

/** Forgets what was announced and never came. */
export async function forgetAnnounced(db: Db): Promise<void> {
  await db.query(`delete from uploads where stored_at is null and created_at < now() - interval '1 day'`, [])
}

async function* upTo(content: Readable, size: number): AsyncGenerator<Buffer> {
  let passed = 0
  for await (const chunk of content as AsyncIterable<Buffer>) {
    passed += chunk.length
    if (passed > size) throw anotherFile
    yield chunk
  }
}

async function md5(path: string): Promise<string> {
  const hash = createHash('md5')
  await pipeline(createReadStream(path), hash)
  return hash.digest('base64')
}
