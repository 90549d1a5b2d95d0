import { stringify } from 'csv-stringify/sync'
import { Readable } from 'node:stream'
import { removeFile, storeFile } from '../attachments/storage.ts'
import type { Config } from '../config.ts'
import type { Contact } from '../contacts/contacts.ts'
import type { Db } from '../db/db.ts'
import { HttpError } from '../http/errors.ts'
import { publicUrl } from '../http/public_url.ts'
import { ring } from '../jobs/bell.ts'
import { canSendMail, queueMail, type NewMail } from '../mail/mails.ts'
import { exportRow } from './columns.ts'
import { exportCondition, type ContactExport } from './exports.ts'

interface Running {
  db: Db
  config: Pick<Config, 'dataDir' | 'smtpAddress'>
}

const page = 500
/** In seconds, renewed with each page. */
const claimedFor = 60
/** What mail servers commonly take, in bytes. */
const mailableSize = 10 * 1024 * 1024

/** Writes the files that were asked for, one after the other, and mails them where there is a mail server. One that a stopped server has begun is made anew. */
export async function runExports({ db, config }: Running, stop: AbortSignal): Promise<void> {
  for (;;) {
    const one = stop.aborted ? undefined : await claim(db)
    if (!one) return
    try {
      await run({ db, config }, one, stop)
    } catch (error) {
      if (stop.aborted) return release(db, one)
      if (!(error instanceof HttpError)) throw error
      await db.query(`update contact_exports set state = 'failed', error = $2, finished_at = now() where id = $1`, [one.id, error.message])
    }
  }
}

async function claim(db: Db): Promise<ContactExport | undefined> {
  const [row] = await db.query<{ export: ContactExport }>(
    `update contact_exports x set claimed_until = now() + make_interval(secs => ${claimedFor})
      where id = (select id from contact_exports where finished_at is null and (claimed_until is null or claimed_until < now()) order by id limit 1 for update skip locked)
     returning row_to_json(x) as export`, [])
  return row?.export
}

const release = async (db: Db, { id }: ContactExport): Promise<void> => { await db.query('update contact_exports set claimed_until = null where id = $1', [id]) }

async function run({ db, config }: Running, one: ContactExport, stop: AbortSignal): Promise<void> {
  const counted = { contacts: 0 }
  const { blob_key, file_size } = await storeFile(config.dataDir, Readable.from(lines(db, one, counted, stop)))
  const isMine = await db.transaction(async (query) => {
    const ended = await query(
      `update contact_exports set state = 'completed', count = $2, blob_key = $3, finished_at = now() where id = $1 and finished_at is null returning 1`,
      [one.id, counted.contacts, blob_key])
    if (ended.length > 0 && canSendMail(config)) await queueMail({ query }, mailOf(one, counted.contacts, blob_key, file_size))
    return ended.length > 0
  })
  ring(db, 'send mails')
  if (!isMine) await removeFile(config.dataDir, blob_key)
}

async function* lines(db: Db, one: ContactExport, counted: { contacts: number }, stop: AbortSignal): AsyncGenerator<string> {
  const { text, values } = await exportCondition(db.query, one)
  const after = `$${values.length + 1}::bigint`
  yield stringify([one.columns])
  for (let last = 0; ;) {
    stop.throwIfAborted()
    const rows = await db.query<{ contact: Contact }>(
      `select row_to_json(p) as contact from contacts p where p.account_id = $1 and p.id > ${after} and ${text} order by p.id limit ${page}`, [...values, last], 'adHoc')
    if (rows.length === 0) return
    yield stringify(rows.map(({ contact }) => exportRow(one.columns, contact)))
    counted.contacts += rows.length
    last = rows.at(-1)!.contact.id
    await db.query(`update contact_exports set claimed_until = now() + make_interval(secs => ${claimedFor}) where id = $1`, [one.id])
  }
}

function mailOf({ id, account_id, recipient }: ContactExport, count: number, blobKey: string, size: number): NewMail {
  const address = `${publicUrl()}/api/v1/accounts/${account_id}/contacts/exports/${id}/file`
  const isSent = size <= mailableSize
  return {
    account_id, to: [recipient], subject: "Your contact's export file is available to download.",
    text: `The file with ${count} contacts ${isSent ? 'is attached to this mail' : 'is too big for a mail'}. Administrators find it at ${address}`,
    attachments: isSent ? [{ file_name: 'contacts.csv', content_type: 'text/csv; charset=utf-8', blob_key: blobKey }] : [],
  }
}
