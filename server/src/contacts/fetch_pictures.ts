import { avatarLimit, maybePicture, removeAvatar } from '../attachments/avatar.ts'
import { DownloadError, type Downloader } from '../attachments/download.ts'
import { removeFile } from '../attachments/storage.ts'
import type { Db } from '../db/db.ts'
import { systemCause } from '../events/cause.ts'
import { HttpError, NotFound } from '../http/errors.ts'
import { changeContacts, updateContact, type Account } from './contacts.ts'
import { pictureEvery, triedMarks } from './pictures.ts'

interface Wish {
  contact_id: number
  url: string
  attempts: number
  account: Account
}

interface Fetching {
  db: Db
  downloader: Downloader
  dataDir: string
}

const atOnce = 5
const mostAttempts = 3

/** Fetches the pictures that are due. What fails is silent (client API §2.7): tried three times, then only the marks of it remain. */
export async function fetchPictures(fetching: Fetching, stop: AbortSignal): Promise<void> {
  for (;;) {
    const wishes = stop.aborted ? [] : await claim(fetching.db)
    if (wishes.length === 0) return
    await Promise.all(wishes.map((wish) => tryFetching(fetching, wish, stop)))
  }
}

/** The next try is a minute away, should this process end in the middle of this one. */
const claim = (db: Db) => db.query<Wish>(
  `update picture_wishes w set attempts = attempts + 1, due_at = now() + make_interval(secs => ${pictureEvery}) from accounts a
    where a.id = w.account_id and w.contact_id in (select contact_id from picture_wishes where due_at <= now() order by due_at limit ${atOnce} for update skip locked)
   returning w.contact_id, w.url, w.attempts, json_build_object('id', a.id, 'name', a.name) as account`, [])

async function tryFetching({ db, downloader, dataDir }: Fetching, wish: Wish, stop: AbortSignal): Promise<void> {
  try {
    const { blob_key } = await downloader.download(wish.url, avatarLimit, stop)
    const picture = await maybePicture(dataDir, blob_key)
    const old = picture === null ? null : await keep(db, wish, picture).catch(nothingKept)
    // No picture, not wished for any more, or of a contact that breaks a rule of today.
    if (old === null) await Promise.all([giveUp(db, wish), removeFile(dataDir, blob_key)])
    else await removeAvatar(dataDir, old)
  } catch (error) {
    if (stop.aborted) return
    if (!(error instanceof DownloadError)) throw error
    if (error.isFinal || wish.attempts >= mostAttempts) await giveUp(db, wish)
    else await db.query(`update picture_wishes set due_at = now() + make_interval(secs => $2::int) where contact_id = $1`, [wish.contact_id, wish.attempts * 5 * pictureEvery])
  }
}

/** Answers the picture before, or null when the contact is gone or wants another one by now. */
async function keep(db: Db, wish: Wish, picture: string): Promise<string | null> {
  return changeContacts(db, systemCause, async (tx) => {
    const granted = await tx.query('delete from picture_wishes where contact_id = $1 and url = $2 returning 1', [wish.contact_id, wish.url])
    if (granted.length === 0) return null
    let before = ''
    await updateContact(tx, wish.account, wish.contact_id, ({ avatar_url, additional_attributes }) => {
      before = avatar_url
      return { picture, additional_attributes: { ...additional_attributes, ...triedMarks(wish.url) } }
    })
    return before
  })
}

function nothingKept(error: unknown): null {
  if (error instanceof NotFound || error instanceof HttpError) return null
  throw error
}

/** Not an event: nothing about the contact has become known. */
const giveUp = (db: Db, { contact_id, url }: Wish) => db.query(
  `with gone as (delete from picture_wishes where contact_id = $1 and url = $2 returning account_id)
   update contacts set additional_attributes = additional_attributes || $3 where (account_id, id) in (select account_id, $1 from gone)`,
  [contact_id, url, JSON.stringify(triedMarks(url))])
