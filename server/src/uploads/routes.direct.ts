import type { FastifyRequest } from 'fastify'
import type { Readable } from 'node:stream'
import Type from 'typebox'
import { findConversation } from '../conversations/find.ts'
import { iso } from '../db/time.ts'
import { member } from '../http/auth.ts'
import { refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { checkLength } from '../http/lengths.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Empty, Id, IsoTime, Json, Nullable, Text } from '../http/shapes.ts'
import { announceUpload, receiveUpload } from './uploads.ts'

const tags = ['Files']

/** `POST /conversations/:conversation_id/direct_uploads`: announces a file and answers where to put it, as the framework's own script expects (application API §6.5). */
export async function directUploadRoutes(app: App): Promise<void> {
  const Input = Type.Object({ filename: Text, byte_size: Type.Integer(), checksum: Type.Optional(Nullable(Text)), content_type: Type.Optional(Nullable(Text)), metadata: Type.Optional(Json) })
  const Blob = Type.Object({
    id: Id, key: Text, filename: Text, content_type: Text, metadata: Json, service_name: Text, byte_size: Type.Integer(), checksum: Nullable(Text), created_at: IsoTime,
    signed_id: Text, direct_upload: Type.Object({ url: Text, headers: Type.Record(Type.String(), Text) }),
  }, { $id: 'DirectUpload' })

  app.post('', {
    config: { root: 'blob' },
    schema: { tags, summary: 'Announce a file', params: Type.Object({ account_id: Id, conversation_id: Type.Integer() }), body: Input, response: { 200: Blob } },
  }, async (request) => {
    await findConversation(app.db, member(request), request.params.conversation_id)
    const { filename, byte_size, checksum = null, content_type, metadata = {} } = request.body
    checkLength(filename, 'filename')
    checkLength(content_type, 'content_type')
    checkLength(checksum, 'checksum')
    if (byte_size < 0 || byte_size > app.config.maximumFileUploadSize * 1024 * 1024) throw refused('File exceeds the maximum allowed size')
    const upload = await announceUpload(app.db.query, {
      account_id: member(request).account.id, file_name: filename, content_type: content_type || 'application/octet-stream', file_size: byte_size, checksum,
    })
    const { id, blob_key, created_at } = upload
    return {
      id, key: blob_key, filename, content_type: upload.content_type, metadata, service_name: 'local', byte_size, checksum, created_at: iso(created_at), signed_id: blob_key,
      direct_upload: { url: absoluteUrl(`/rails/active_storage/disk/${blob_key}`), headers: { 'Content-Type': upload.content_type } },
    }
  })
}

/** `PUT /rails/active_storage/disk/:key`: the content of an announced file, once. The key, which only its announcer knows, is the credential. */
export async function uploadContentRoutes(app: App): Promise<void> {
  const limit = app.config.maximumFileUploadSize * 1024 * 1024
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { bodyLimit: limit }, async (request: FastifyRequest, content: Readable) => {
    try {
      await receiveUpload(app.db, app.config.dataDir, (request.params as { key: string }).key, content)
      return {}
    } finally {
      // Let the rest of the body go by, so that the connection is free again.
      content.resume()
    }
  })

  app.put('/:key', {
    bodyLimit: limit, schema: { tags, summary: 'Send an announced file', security: [], params: Type.Object({ key: Text }), response: { 204: Empty } },
  }, async (_request, reply) => reply.code(204).send())
}
