import { open } from 'node:fs/promises'
import { Invalid } from '../http/errors.ts'
import { Upload } from '../http/params.ts'
import { filePath, removeFile } from './storage.ts'

/** In bytes. */
export const avatarLimit = 15 * 1024 * 1024

/** The `avatar_url` of an uploaded picture; undefined when none came. Throws 422 for what is no JPEG, PNG, GIF or WebP of at most 15 MB. */
export async function keepAvatar(dataDir: string, avatar: unknown): Promise<string | undefined> {
  if (!(avatar instanceof Upload)) return undefined
  if (avatar.file_size > avatarLimit) throw new Invalid('Avatar is too big', ['avatar'])
  const address = await maybePicture(dataDir, avatar.blob_key)
  if (address === null) throw new Invalid('Avatar filetype not supported', ['avatar'])
  avatar.isKept = true
  return address
}

/** The `avatar_url` of a stored file; null for what is no JPEG, PNG, GIF or WebP. */
export async function maybePicture(dataDir: string, blobKey: string): Promise<string | null> {
  const extension = await pictureKind(filePath(dataDir, blobKey))
  return extension ? avatarAddress(blobKey, extension) : null
}

/** Removes a picture that `keepAvatar` kept; an address of somebody else's is left alone. */
export async function removeAvatar(dataDir: string, avatarUrl: string): Promise<void> {
  const key = avatarKey(avatarUrl)
  if (key) await removeFile(dataDir, key)
}

const avatarAddress = (blobKey: string, extension: string) => `/rails/active_storage/blobs/redirect/${blobKey}/avatar.${extension}`

/** Every `avatar_url` under which the file may be somebody's picture. */
export const avatarAddresses = (blobKey: string): string[] => kinds.map(([extension]) => avatarAddress(blobKey, extension))

export const avatarKey = (avatarUrl: string) => /^\/rails\/active_storage\/blobs\/redirect\/(\w+)\/avatar\.\w+$/.exec(avatarUrl)?.[1] ?? null

const kinds: [string, RegExp][] = [
  ['jpg', /^ffd8ff/],
  ['png', /^89504e470d0a1a0a/],
  ['gif', /^474946383[79]61/],
  ['webp', /^52494646.{8}57454250/],
]

/** Told by its first bytes, as a sender may call a file anything. */
async function pictureKind(path: string): Promise<string | undefined> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12)
    const start = buffer.subarray(0, bytesRead).toString('hex')
    return kinds.find(([, beginning]) => beginning.test(start))?.[0]
  } finally {
    await file.close()
  }
}
