import { stringify } from 'csv-stringify/sync'
import { Readable } from 'node:stream'
import Type from 'typebox'
import { guarded } from '../contact_exports/columns.ts'
import type { Query } from '../db/db.ts'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import { csvHeaders, CsvStream } from '../http/csv.ts'
import { refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Upload } from '../http/params.ts'
import { Empty, Id } from '../http/shapes.ts'
import { createImport, findImport, listFailedRows, listImports, type ContactImport } from './imports.ts'
import { ContactImportJson, contactImportJson } from './wire.ts'

const tags = ['Contacts: files']
const One = Type.Object({ id: Id })
const shownRows = 50
const page = 1000

/** Contacts from a CSV file, below `/contacts` (application API §5.3). What a file does and did is shown at the address that `Location` names. */
export async function contactImportRoutes(app: App): Promise<void> {
  app.addHook('onRequest', administratorsOnly)

  app.post('/import', {
    config: { files: true }, schema: { tags, summary: 'Import a CSV file', body: Type.Object({ import_file: Type.Optional(Type.Unknown()) }), response: { 200: Empty } },
  }, async (request, reply) => {
    const { account } = member(request)
    const { import_file } = request.body
    if (!(import_file instanceof Upload) || import_file.file_size === 0) throw refused('File is blank')
    const { id } = await createImport(app.db, causeOf(request), account, app.config.dataDir, import_file)
    return reply.header('location', `/api/v1/accounts/${account.id}/contacts/imports/${id}`).send()
  })

  app.get('/imports', { schema: { tags, summary: 'The last imports', response: { 200: Type.Object({ payload: Type.Array(ContactImportJson) }) } } }, async (request) => {
    const imports = await listImports(app.db.query, member(request).account.id)
    return { payload: await Promise.all(imports.map((one) => shown(app.db.query, one))) }
  })

  app.get('/imports/:id', { schema: { tags, summary: 'How far an import is', params: One, response: { 200: ContactImportJson } } }, async (request) =>
    shown(app.db.query, await findImport(app.db.query, member(request).account.id, request.params.id)))

  app.get('/imports/:id/failed_rows', { schema: { tags, summary: 'The rows of an import that failed, as a file', params: One, response: { 200: CsvStream } } }, async (request, reply) => {
    const one = await findImport(app.db.query, member(request).account.id, request.params.id)
    return reply.headers(csvHeaders(`failed_rows_${one.id}.csv`)).send(Readable.from(failedRows(app.db.query, one)))
  })
}

const shown = async (query: Query, one: ContactImport) => contactImportJson(one, one.failed === 0 ? [] : await listFailedRows(query, one, shownRows))

/** The file again with only those rows, and a column that says why: once corrected, it can be imported as it is. */
async function* failedRows(query: Query, one: ContactImport): AsyncGenerator<string> {
  yield stringify([[...one.columns, 'errors']])
  for (let rows = await listFailedRows(query, one, page); rows.length > 0; rows = await listFailedRows(query, one, page, rows.at(-1)!.line)) {
    yield stringify(rows.map(({ cells, error }) => [...one.columns.map((_, index) => guarded(cells[index] ?? '')), error]))
  }
}
