import { removeFile } from '../attachments/storage.ts'
import { labelled } from '../contacts/lists.ts'
import { isKnown, type Condition } from '../contacts/pages.ts'
import type { Db, Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { contactFilter } from '../filters/contacts.ts'
import { definitionsOf, filterSql, type FilterCondition } from '../filters/filter.ts'
import { NotFound } from '../http/errors.ts'
import { ring } from '../jobs/bell.ts'
import { exportColumns } from './columns.ts'

/** Contacts on their way out into a CSV file (contact_exports/run.ts). */
export interface ContactExport {
  id: number
  account_id: number
  /** Who has asked, and is mailed. */
  recipient: string
  columns: string[]
  payload: FilterCondition[] | null
  label: string | null
  state: 'pending' | 'completed' | 'failed'
  /** Contacts in the file; null until it is made. */
  count: number | null
  blob_key: string | null
  error: string | null
  created_at: Moment
  finished_at: Moment | null
}

export interface NewExport {
  column_names: string[]
  payload: FilterCondition[] | null
  label: string | null
}

/** Asks for a file. Throws the 422 of a filter that cannot be (application API §5.6). */
export async function createExport(db: Db, accountId: number, recipient: string, { column_names, payload, label }: NewExport): Promise<ContactExport> {
  await exportCondition(db.query, { account_id: accountId, payload, label })
  const columns = exportColumns(column_names, await definitionsOf(db.query, accountId, contactFilter.model, column_names))
  const [created] = await db.query<{ export: ContactExport }>(
    'insert into contact_exports as x (account_id, recipient, columns, payload, label) values ($1, $2, $3, $4, $5) returning row_to_json(x) as export',
    [accountId, recipient, columns, payload && JSON.stringify(payload), label])
  ring(db, 'export contacts')
  return created!.export
}

/** The newest first, 25 at most. */
export async function listExports(query: Query, accountId: number): Promise<ContactExport[]> {
  const rows = await query<{ export: ContactExport }>('select row_to_json(x) as export from contact_exports x where account_id = $1 order by id desc limit 25', [accountId])
  return rows.map((row) => row.export)
}

/** Throws NotFound. */
export async function findExport(query: Query, accountId: number, id: number): Promise<ContactExport> {
  const [found] = await query<{ export: ContactExport }>('select row_to_json(x) as export from contact_exports x where account_id = $1 and id = $2', [accountId, id])
  if (!found) throw new NotFound()
  return found.export
}

/** Whom the file is of: those that satisfy the filter, else that have the label, else all; always of those that can be told apart. */
export async function exportCondition(query: Query, { account_id, payload, label }: Pick<ContactExport, 'account_id' | 'payload' | 'label'>): Promise<Condition> {
  const values: unknown[] = [account_id]
  if (payload?.length) return { text: `${isKnown} and (${await filterSql(query, account_id, contactFilter, payload, values)})`, values }
  return label ? { text: `${isKnown} and ${labelled(`$${values.push([label])}`)}`, values } : { text: isKnown, values }
}

/** Forgets exports that ended so many days ago, with their files. */
export async function forgetOldExports(db: Db, dataDir: string, days: number): Promise<void> {
  const gone = await db.query<{ blob_key: string | null }>(
    'delete from contact_exports where finished_at < now() - make_interval(days => $1::int) returning blob_key', [days])
  await Promise.all(gone.flatMap(({ blob_key }) => (blob_key === null ? [] : removeFile(dataDir, blob_key))))
}
