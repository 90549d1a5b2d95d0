import { filePath, removeFile } from '../attachments/storage.ts'
import type { Db, Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import type { Cause } from '../events/cause.ts'
import { NotFound, refused } from '../http/errors.ts'
import type { Upload } from '../http/params.ts'
import { ring } from '../jobs/bell.ts'
import { readColumns } from './columns.ts'
import { readCsvText, readHeader, CsvFileError, type CsvRow } from './file.ts'

/** A CSV file of contacts on its way in (contact_imports/run.ts). Of `total` rows, which are counted first, `done` are through. */
export interface ContactImport {
  id: number
  account_id: number
  cause: Omit<Cause, 'key'>
  file_name: string
  blob_key: string
  columns: string[]
  state: 'pending' | 'running' | 'completed' | 'failed'
  total: number | null
  done: number
  created: number
  updated: number
  failed: number
  /** Why the whole file failed. */
  error: string | null
  created_at: Moment
  finished_at: Moment | null
}

/** A row that is not in, with what is wrong with it. */
export interface FailedRow extends CsvRow {
  error: string
}

/** Takes the file; its rows are read later. Throws the 422 for a file without rows, or with a header that is wrong. */
export async function createImport(db: Db, cause: Cause, account: { id: number }, dataDir: string, file: Upload): Promise<ContactImport> {
  const columns = readColumns(await readHeader(await readCsvText(filePath(dataDir, file.blob_key))).catch(refuse))
  const { key: _, ...lasting } = { ...cause, type: 'import' as const }
  const [created] = await db.query<{ import: ContactImport }>(
    `insert into contact_imports as m (account_id, cause, file_name, blob_key, columns) values ($1, $2, $3, $4, $5) returning row_to_json(m) as import`,
    [account.id, JSON.stringify(lasting), file.file_name, file.blob_key, columns])
  file.isKept = true
  ring(db, 'import contacts')
  return created!.import
}

/** The newest first, 25 at most. */
export async function listImports(query: Query, accountId: number): Promise<ContactImport[]> {
  const rows = await query<{ import: ContactImport }>('select row_to_json(m) as import from contact_imports m where account_id = $1 order by id desc limit 25', [accountId])
  return rows.map((row) => row.import)
}

/** Throws NotFound. */
export async function findImport(query: Query, accountId: number, id: number): Promise<ContactImport> {
  const [found] = await query<{ import: ContactImport }>('select row_to_json(m) as import from contact_imports m where account_id = $1 and id = $2', [accountId, id])
  if (!found) throw new NotFound()
  return found.import
}

/** In the order of the file, after the row of line `after`. */
export const listFailedRows = (query: Query, { account_id, id }: ContactImport, limit: number, after = 0): Promise<FailedRow[]> =>
  query<FailedRow & object>(
    'select line, cells, error from contact_import_rows where account_id = $1 and import_id = $2 and line > $4 order by line limit $3', [account_id, id, limit, after])

/** Forgets imports that ended so many days ago, with the rows that failed. */
export async function forgetOldImports(db: Db, dataDir: string, days: number): Promise<void> {
  const gone = await db.query<{ blob_key: string }>(
    'delete from contact_imports where finished_at < now() - make_interval(days => $1::int) returning blob_key', [days])
  await Promise.all(gone.map(({ blob_key }) => removeFile(dataDir, blob_key)))
}

function refuse(error: unknown): never {
  throw error instanceof CsvFileError ? refused(`The file is no CSV: ${error.message}`) : error
}
