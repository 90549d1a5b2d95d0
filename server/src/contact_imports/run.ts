import { maybeAgent } from '../agents/agents.ts'
import { filePath, removeFile } from '../attachments/storage.ts'
import { upsertContact } from '../contacts/add.ts'
import { changeContacts, type Account } from '../contacts/contacts.ts'
import type { Config } from '../config.ts'
import { findEnforced, misfitsOf, type Enforced } from '../custom_attribute_definitions/fit.ts'
import type { Db } from '../db/db.ts'
import type { Tx } from '../events/emit.ts'
import { contactFilter } from '../filters/contacts.ts'
import { definitionsOf, type Definitions } from '../filters/filter.ts'
import { HttpError } from '../http/errors.ts'
import { canSendMail, queueMail } from '../mail/mails.ts'
import { readRow, withRow } from './columns.ts'
import { csvRows, CsvFileError, readCsvText, type CsvRow } from './file.ts'
import type { ContactImport, FailedRow } from './imports.ts'

interface Running {
  db: Db
  config: Pick<Config, 'dataDir' | 'smtpAddress'>
}

type Open = ContactImport & { account: Account }

/** How cells are read, and what values must fit. */
interface Rules {
  definitions: Definitions
  enforced: Enforced
}

/** So many rows are one transaction: they are in with the progress that says so, or not at all. */
const batch = 50
/** In seconds: longer than a batch takes. Whoever stops in the middle of one leaves the file to others after that. */
const claimedFor = 30

/** Brings in the files that wait, one after the other. What a stopped server has left goes on where it was. */
export async function runImports(running: Running, stop: AbortSignal): Promise<void> {
  for (;;) {
    const open = stop.aborted ? undefined : await claim(running.db)
    if (!open) return
    try {
      await run(running, open, stop)
    } catch (error) {
      if (!(error instanceof CsvFileError) && (error as { code?: string }).code !== 'ENOENT') throw error
      await finish(running, open, 'failed', error instanceof CsvFileError ? error.message : 'The file is gone')
    }
  }
}

async function claim(db: Db): Promise<Open | undefined> {
  const [row] = await db.query<{ open: Open }>(
    `update contact_imports m set state = 'running', claimed_until = now() + make_interval(secs => ${claimedFor}) from accounts a
      where a.id = m.account_id and m.id = (
        select id from contact_imports where finished_at is null and (claimed_until is null or claimed_until < now()) order by id limit 1 for update skip locked)
     returning to_jsonb(m) || jsonb_build_object('account', json_build_object('id', a.id, 'name', a.name)) as open`, [])
  return row?.open
}

async function run(running: Running, open: Open, stop: AbortSignal): Promise<void> {
  const { db, config } = running
  const text = await readCsvText(filePath(config.dataDir, open.blob_key))
  // A file that breaks off somewhere is not begun with.
  if (open.total === null) await db.query('update contact_imports set total = $2 where id = $1', [open.id, await countRows(text)])
  const rules: Rules = {
    definitions: await definitionsOf(db.query, open.account_id, contactFilter.model, open.columns),
    enforced: await findEnforced(db.query, open.account_id, contactFilter.model),
  }
  let done = open.done
  for await (const rows of batches(text, done)) {
    if (stop.aborted) return release(db, open)
    if (!(await bringIn(db, open, rules, rows, done))) return
    done += rows.length
  }
  await finish(running, open, 'completed', null)
}

async function countRows(text: string): Promise<number> {
  let count = -1
  for await (const _ of csvRows(text)) count++
  return count
}

/** The rows behind the header and the first `skipped`. */
async function* batches(text: string, skipped: number): AsyncGenerator<CsvRow[]> {
  let rows: CsvRow[] = []
  let index = -1
  for await (const row of csvRows(text)) {
    if (index++ < skipped) continue
    rows.push(row)
    if (rows.length < batch) continue
    yield rows
    rows = []
  }
  if (rows.length > 0) yield rows
}

/** Answers false when somebody else has gone on with the file, or its account is gone. */
function bringIn(db: Db, open: Open, rules: Rules, rows: CsvRow[], done: number): Promise<boolean> {
  return changeContacts(db, open.cause, async (tx) => {
    const outcomes: Outcome[] = []
    for (const row of rows) outcomes.push(await bringInRow(tx, open, rules, row))
    const failed = outcomes.filter((outcome) => typeof outcome === 'object')
    await tx.query(
      `insert into contact_import_rows (import_id, account_id, line, cells, error)
       select $1, $2, line, cells, error from json_to_recordset($3) as r(line integer, cells text[], error text)`,
      [open.id, open.account_id, JSON.stringify(failed)])
    const count = (kind: Outcome) => outcomes.filter((outcome) => outcome === kind).length
    const mine = await tx.query(
      `update contact_imports set done = done + $3, created = created + $4, updated = updated + $5, failed = failed + $6,
              claimed_until = now() + make_interval(secs => ${claimedFor})
        where id = $1 and done = $2 and finished_at is null returning 1`,
      [open.id, done, rows.length, count('created'), count('updated'), failed.length])
    if (mine.length === 0) throw new TakenOver()
    return true
  }).catch((error: unknown) => {
    if (error instanceof TakenOver) return false
    throw error
  })
}

type Outcome = 'created' | 'updated' | FailedRow

/** Undoes the batch. */
class TakenOver extends Error {}

async function bringInRow(tx: Tx, { account, columns }: Open, { definitions, enforced }: Rules, { line, cells }: CsvRow): Promise<Outcome> {
  try {
    const values = readRow(columns, cells, definitions)
    const misfits = await misfitsOf(enforced, values.custom_attributes ?? {})
    const { before } = await upsertContact(tx, account, values, (stored) => withRow(stored, values, misfits))
    return before ? 'updated' : 'created'
  } catch (error) {
    // The rules speak before anything is written, so the rows before this one stand.
    if (!(error instanceof HttpError)) throw error
    const { message, error: text } = error.body as { message?: string; error?: string }
    return { line, cells: cells.map((cell) => cell.replaceAll('\0', '\ufffd')), error: message ?? text ?? 'is invalid' }
  }
}

const release = async (db: Db, { id }: Open): Promise<void> => { await db.query('update contact_imports set claimed_until = null where id = $1', [id]) }

async function finish({ db, config }: Running, { id, account_id, blob_key, cause }: Open, state: 'completed' | 'failed', error: string | null): Promise<void> {
  const recipient = canSendMail(config) ? await maybeAgent(db.query, account_id, cause.id ?? 0) : null
  await db.transaction(async (query) => {
    const [ended] = await query<{ file_name: string; created: number; updated: number; failed: number }>(
      `update contact_imports set state = $2, error = $3, finished_at = now() where id = $1 and finished_at is null
       returning file_name, created, updated, failed`, [id, state, error])
    if (!ended || !recipient) return
    const counts = `${ended.created} contacts were created, ${ended.updated} updated, ${ended.failed} rows failed.`
    const text = error === null ? counts : `The file could not be read: ${error}`
    await queueMail({ query }, { account_id, to: [recipient.email], subject: `Import of ${ended.file_name}`, text })
  })
  await removeFile(config.dataDir, blob_key)
}
