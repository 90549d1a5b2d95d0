import { open } from 'node:fs/promises'
import Type from 'typebox'
import { filePath } from '../attachments/storage.ts'
import { FilterPayload } from '../filters/filter.ts'
import { administratorsOnly, member } from '../http/auth.ts'
import { csvHeaders, CsvStream } from '../http/csv.ts'
import { NotFound } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Nullable, Text } from '../http/shapes.ts'
import { createExport, findExport, listExports } from './exports.ts'
import { ContactExportJson, contactExportJson } from './wire.ts'

const tags = ['Contacts: files']
const One = Type.Object({ id: Id })

/** Contacts as a CSV file, below `/contacts` (application API §5.3). It is mailed where there is a mail server, and always fetched at the address that `Location` names. */
export async function contactExportRoutes(app: App): Promise<void> {
  app.addHook('onRequest', administratorsOnly)

  const Wanted = Type.Object({ column_names: Type.Optional(Type.Array(Text)), payload: Type.Optional(Nullable(FilterPayload)), label: Type.Optional(Nullable(Text)) })
  app.post('/export', { schema: { tags, summary: 'Export to a CSV file', body: Wanted, response: { 200: Empty } } }, async (request, reply) => {
    const { account, user } = member(request)
    const { column_names = [], payload = null, label = null } = request.body
    const { id } = await createExport(app.db, account.id, user.email, { column_names, payload, label })
    return reply.header('location', `/api/v1/accounts/${account.id}/contacts/exports/${id}`).send()
  })

  app.get('/exports', { schema: { tags, summary: 'The last exports', response: { 200: Type.Object({ payload: Type.Array(ContactExportJson) }) } } }, async (request) =>
    ({ payload: (await listExports(app.db.query, member(request).account.id)).map(contactExportJson) }))

  app.get('/exports/:id', { schema: { tags, summary: 'Whether an export is done', params: One, response: { 200: ContactExportJson } } }, async (request) =>
    contactExportJson(await findExport(app.db.query, member(request).account.id, request.params.id)))

  app.get('/exports/:id/file', { schema: { tags, summary: 'The file of an export', params: One, response: { 200: CsvStream } } }, async (request, reply) => {
    const { blob_key } = await findExport(app.db.query, member(request).account.id, request.params.id)
    const file = blob_key === null ? null : await open(filePath(app.config.dataDir, blob_key)).catch(() => null)
    if (!file) throw new NotFound()
    return reply.headers(csvHeaders('contacts.csv')).send(file.createReadStream())
  })
}
