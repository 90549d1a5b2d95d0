import multipart from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import qs from 'qs'
import { removeFile, storeFile } from '../attachments/storage.ts'
import { HttpError } from './errors.ts'
import type { App } from './fastify.ts'
import { isObject, mergeParams, parseJson, Upload } from './params.ts'

const badRequest = new HttpError(400, { status: 400, error: 'Bad Request' })
export const tooLarge = new HttpError(413, { status: 413, error: 'Payload Too Large' })

const jsonLimit = 10 * 1024 * 1024
const filesPerRequest = 15

/** Reads bodies as this wire's clients send them: JSON, forms, multipart, or nothing under any content type (quirk 3). */
export async function registerBodies(app: App): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(/^application\/(.+\+)?json/, { parseAs: 'string', bodyLimit: jsonLimit }, (_request, body, done) => {
    const text = String(body).replace(/^\uFEFF/, '')
    if (text.trim() === '') return done(null, {})
    try {
      done(null, parseJson(text))
    } catch {
      done(badRequest)
    }
  })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: jsonLimit }, (_request, body, done) => {
    done(null, nested(String(body)))
  })
  await app.register(multipart)
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume()
    payload.on('end', () => done(null, {}))
    payload.on('error', done)
  })
  app.decorateRequest('storedFiles')
  app.addHook('onRequest', async (request) => { request.storedFiles = [] })
  app.addHook('preValidation', readValues)
  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode >= 400) await discardFiles(request)
  })
  app.addHook('onRequestAbort', discardFiles)
}

/** Query strings and forms: `a[b]=1`, `a[]=1`. */
export const nested = (text: string) => qs.parse(text, { depth: 10, arrayLimit: 1000, parameterLimit: 5000, allowDots: false, plainObjects: false })

async function readValues(request: FastifyRequest): Promise<void> {
  const body = request.isMultipart() ? await readMultipart(request).catch(asBadRequest) : request.body
  const { root } = request.routeOptions.config
  const bodyless = request.method === 'GET' || request.method === 'HEAD' || request.method === 'DELETE'
  if (bodyless) request.query = { ...(request.query as object), ...mergeParams({}, body, root) }
  else request.body = mergeParams(request.query, body, root)
}

/** Streams files to the store and gives them their place among the fields. */
async function readMultipart(request: FastifyRequest): Promise<unknown> {
  const { maximumFileUploadSize } = request.server.config
  const uploads: Upload[] = []
  const pairs: string[] = []
  const parts = request.parts({ limits: { fileSize: maximumFileUploadSize * 1024 * 1024, fieldSize: jsonLimit, fields: 1000, parts: 1100 } })
  for await (const part of parts) {
    if (part.type === 'field') {
      pairs.push(`${encodeURIComponent(part.fieldname)}=${encodeURIComponent(String(part.value ?? ''))}`)
    } else if (!request.routeOptions.config.files || !part.filename) {
      part.file.resume()
    } else {
      if (uploads.length === filesPerRequest) throw tooLarge
      const stored = await storeFile(request.server.config.dataDir, part.file)
      request.storedFiles.push(stored.blob_key)
      if (part.file.truncated) throw tooLarge
      pairs.push(`${encodeURIComponent(part.fieldname)}=${encodeURIComponent(uploadMark(uploads.length))}`)
      uploads.push(new Upload({ file_name: part.filename, content_type: part.mimetype, ...stored }))
    }
  }
  return withUploads(nested(pairs.join('&')), uploads)
}

/** What the parser itself throws has neither a status nor a code: the body is no multipart. */
function asBadRequest(error: unknown): never {
  throw error instanceof HttpError || (error as { code?: string }).code !== undefined ? error : badRequest
}

// A NUL byte cannot be part of an accepted text, so no field can pass for a file.
const uploadMark = (index: number) => `\0upload:${index}`

function withUploads(value: unknown, uploads: Upload[]): unknown {
  if (typeof value === 'string' && value.startsWith('\0upload:')) return uploads[Number(value.slice(8))] ?? null
  if (Array.isArray(value)) return value.map((item) => withUploads(item, uploads))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withUploads(item, uploads)]))
}

async function discardFiles(request: FastifyRequest): Promise<void> {
  await Promise.all((request.storedFiles ?? []).map((key) => removeFile(request.server.config.dataDir, key)))
}
