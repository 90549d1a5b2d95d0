import Type from 'typebox'
import { findContact } from '../contacts/contacts.ts'
import { member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Nullable, Text } from '../http/shapes.ts'
import { createNote, deleteNote, findNote, listNotes, updateNote } from './notes.ts'
import { NoteJson, noteJson } from './wire.ts'

const tags = ['Contacts: notes']
const Subject = Type.Object({ contact_id: Id })
const One = Type.Object({ contact_id: Id, id: Id })
const Input = Type.Object({ content: Type.Optional(Nullable(Text)) })
const config = { root: 'note' }
const response = { 200: NoteJson }

/** Notes on a contact, below `/contacts/:contact_id/notes` (application API §5.3): every member reads and writes them. */
export async function noteRoutes(app: App): Promise<void> {
  const subject = (request: { caller: Parameters<typeof member>[0]['caller']; params: { contact_id: number } }) =>
    findContact(app.db.query, request.caller.account!, request.params.contact_id)

  app.get('/', { schema: { tags, summary: 'List', params: Subject, response: { 200: Type.Array(NoteJson) } } }, async (request) =>
    (await listNotes(app.db.query, await subject(request))).map((note) => noteJson(note, app.presence)))

  app.post('/', { config, schema: { tags, summary: 'Create', params: Subject, body: Input, response } }, async (request) =>
    noteJson(await createNote(app.db.query, await subject(request), member(request).user, request.body.content), app.presence))

  app.get('/:id', { schema: { tags, summary: 'Show', params: One, response } }, async (request) =>
    noteJson(await findNote(app.db.query, await subject(request), request.params.id), app.presence))

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', config, schema: { tags, summary: 'Update', params: One, body: Input, response },
    handler: async (request) =>
      noteJson(await updateNote(app.db.query, await subject(request), request.params.id, member(request).user, request.body.content), app.presence),
  })

  app.delete('/:id', { schema: { tags, summary: 'Delete', params: One, response: { 200: Empty } } }, async (request, reply) => {
    await deleteNote(app.db.query, await subject(request), request.params.id)
    return reply.code(200).send()
  })
}
