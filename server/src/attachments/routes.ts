import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import { extname } from 'node:path'
import Type from 'typebox'
import { answerError } from '../http/answer.ts'
import { NotFound } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Text } from '../http/shapes.ts'
import { filePath } from './storage.ts'

/** What a browser may show in its window. Documents, SVG above all, can carry scripts and are only ever saved. */
const shown = /^(image\/(png|jpeg|jpg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/(mp4|webm|ogg|quicktime))$/

const pictureTypes: Record<string, string> = { '.jpg': 'image/jpeg', '.png': 'image/png', '.gif': 'image/gif', '.webp': 'image/webp' }

const schema = {
  tags: ['Files'], summary: 'A stored file', security: [], querystring: Type.Object({ disposition: Type.Optional(Text) }),
  response: { 200: Type.String({ format: 'binary' }) },
}

/**
 * The addresses of `data_url` and `thumb_url` (client API §4.7). The incumbent redirects to a store from here; here the file itself is
 * answered, with ranges. Who knows the key may read: it is as long as a token and is shown to the conversation's parties only.
 * `?disposition=attachment` saves instead of showing.
 */
export async function fileRoutes(app: App): Promise<void> {
  await app.register(fastifyStatic, { serve: false })
  app.setErrorHandler((error, request, reply) => {
    // What was said of the file is not true of this answer.
    for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name)
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return answerError(isGone ? new NotFound() : error as Error, request, reply)
  })

  app.get('/blobs/redirect/:key/:filename', { schema: { ...schema, params: Type.Object({ key: Text, filename: Text }) } }, async ({ params, query }, reply) =>
    sendStored(app, reply, params.key, params.filename, query.disposition))

  app.get('/representations/redirect/:key/:variation/:filename', {
    schema: { ...schema, params: Type.Object({ key: Text, variation: Text, filename: Text }) },
  }, async ({ params, query }, reply) => sendStored(app, reply, params.key, params.filename, query.disposition))
}

async function sendStored(app: App, reply: FastifyReply, key: string, fileName: string, disposition: string | undefined) {
  const type = await typeOf(app, key, fileName)
  const isShown = disposition !== 'attachment' && shown.test(type)
  const headers = {
    'content-type': type,
    'content-disposition': `${isShown ? 'inline' : 'attachment'}; ${dispositionName(fileName)}`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    // The address is the secret, so no shared cache may keep what it leads to.
    'cache-control': 'private, max-age=31536000, immutable',
  }
  return reply.sendFile(filePath('', key), app.config.dataDir, { contentType: false, cacheControl: false, onFile: () => void reply.headers(headers) })
}

/** An attachment's type is its sender's word, harmless with the headers above; other keys are pictures of inboxes and people. Throws NotFound. */
async function typeOf(app: App, key: string, fileName: string): Promise<string> {
  if (!/^[1-9A-HJ-NP-Za-km-z]{24}$/.test(key)) throw new NotFound()
  const [file] = await app.db.query<{ content_type: string }>(
    `select content_type from attachments where blob_key = $1 union all select content_type from uploads where blob_key = $1 and stored_at is not null limit 1`, [key])
  const type = file?.content_type ?? pictureTypes[extname(fileName)]
  if (type === undefined) throw new NotFound()
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream'
}

/** The name in plain ASCII for old readers, and in full as RFC 5987 has it. */
function dispositionName(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const full = encodeURIComponent(fileName).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  return `filename="${ascii}"; filename*=UTF-8''${full}`
}
