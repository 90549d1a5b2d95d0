import { avatarLimit, maybePicture, removeAvatar } from '../attachments/avatar.ts'
import { DownloadError, type Downloader } from '../attachments/download.ts'
import { removeFile } from '../attachments/storage.ts'
import type { Db } from '../db/db.ts'

interface Wish {
  id: number
  url: string
  tries: number
}

const atOnce = 5
const mostTries = 3

/** Fetches the pictures of bots that are due. What fails is silent: tried three times, a minute and two apart. */
export async function fetchBotPictures({ db, downloader, dataDir }: { db: Db; downloader: Downloader; dataDir: string }, stop: AbortSignal): Promise<void> {
  const wishes = await db.query<Wish>(
    `update agent_bots set picture_tries = picture_tries + 1, picture_due_at = now() + make_interval(mins => picture_tries + 1)
      where id in (select id from agent_bots where picture_due_at <= now() order by picture_due_at limit ${atOnce} for update skip locked)
     returning id, picture_wish as url, picture_tries as tries`, [])
  await Promise.all(wishes.map(async (wish) => {
    try {
      const { blob_key } = await downloader.download(wish.url, avatarLimit, stop)
      const picture = await maybePicture(dataDir, blob_key)
      const old = await settle(db, wish, picture)
      // Not wished for any more, or no picture.
      if (picture === null || old === null) await removeFile(dataDir, blob_key)
      else await removeAvatar(dataDir, old)
    } catch (error) {
      if (stop.aborted) return
      if (!(error instanceof DownloadError)) throw error
      if (error.isFinal || wish.tries >= mostTries) await settle(db, wish, null)
    }
  }))
}

/** Takes the picture, or gives it up for null. Answers the one before; null when another is wished for by now. */
async function settle(db: Db, { id, url }: Wish, picture: string | null): Promise<string | null> {
  const [before] = await db.query<{ avatar_url: string }>(
    `update agent_bots b set avatar_url = coalesce($3, b.avatar_url), picture_wish = null, picture_due_at = null, updated_at = now()
       from agent_bots o where o.id = b.id and b.id = $1 and b.picture_wish = $2 returning o.avatar_url`, [id, url, picture])
  return before?.avatar_url ?? null
}
