import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { removeFile, storeFile } from '../attachments/storage.ts'
import { newToken } from '../db/secrets.ts'
import { HttpError, refused } from './errors.ts'
import type { App } from './fastify.ts'
import { checkLength } from './lengths.ts'
import { nested } from './nested.ts'
import { checkText, isObject, mergeParams, parseJson, Upload } from './params.ts'

const badRequest = new HttpError(400, { status: 400, error: 'Bad Request' })
export const tooLarge = new HttpError(413, { status: 413, error: 'Payload Too Large' })

const jsonLimit = 10 * 1024 * 1024

/** Of one message. Each door has its own answer to more (docs/compat.md). */
export const mostFiles = 15
export const tooManyFiles = refused('Validation failed: Attachments exceeded maximum allowed')

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
  app.decorateRequest('uploads')
  app.addHook('onRequest', async (request) => { request.uploads = [] })
  app.addHook('preValidation', readValues)
  app.addHook('onSend', async (request, reply) => {
    // What is answered before anything is read, such as a preflight, has none.
    const uploads: Upload[] | undefined = request.uploads
    if (uploads?.length) await discardFiles(request, reply.statusCode >= 400)
  })
}

async function readValues(request: FastifyRequest): Promise<void> {
  const body = request.isMultipart() ? await readMultipart(request).catch((error: unknown) => endMultipart(request, error)) : request.body
  const { root } = request.routeOptions.config
  const bodyless = request.method === 'GET' || request.method === 'HEAD' || request.method === 'DELETE'
  if (bodyless) request.query = { ...(request.query as object), ...mergeParams({}, body, root) }
  else request.body = mergeParams(request.query, body, root)
}

/** Streams files to the store and gives them their place among the fields. */
async function readMultipart(request: FastifyRequest): Promise<unknown> {
  const { maximumFileUploadSize } = request.server.config
  // Nobody can write a field that passes for a file.
  const mark = newToken()
  const pairs: string[] = []
  let size = 0
  // What has no name of a file is a text, whatever type it says it is.
  const isPartAFile = (_field: string | undefined, _type: string | undefined, fileName: string | undefined) => fileName !== undefined
  const parts = request.parts({ isPartAFile, limits: { fileSize: maximumFileUploadSize * 1024 * 1024, fieldSize: jsonLimit, fields: 1000, parts: 1100 } })
  for await (const part of parts) {
    if (part.type === 'field') {
      const text = typeof part.value === 'string' ? part.value : JSON.stringify(part.value ?? '')
      size += part.fieldname.length + text.length
      if (size > jsonLimit || part.valueTruncated) throw tooLarge
      pairs.push(`${encodeURIComponent(part.fieldname)}=${encodeURIComponent(text)}`)
    } else if (!request.routeOptions.config.files || !part.filename) {
      part.file.resume()
    } else {
      // Files under one name are a list, with brackets or without.
      const name = part.fieldname === 'attachments' ? 'attachments[]' : part.fieldname
      pairs.push(`${encodeURIComponent(name)}=${mark}${request.uploads.length}`)
      await storeUpload(request, part)
    }
  }
  return withUploads(nested(pairs.join('&')), mark, request.uploads)
}

async function storeUpload({ uploads, server, url }: FastifyRequest, { file, filename, mimetype }: MultipartFile): Promise<void> {
  checkText(filename, 'file_name')
  checkLength(filename, 'file_name')
  if (uploads.length === mostFiles) throw url.startsWith('/public/') ? tooLarge : tooManyFiles
  const stored = await storeFile(server.config.dataDir, file)
  uploads.push(new Upload({ file_name: filename, content_type: mimetype.slice(0, 255), ...stored }))
  if (file.truncated) throw tooLarge
}

/** Lets the rest of the body go by, so that the connection is free again. What a parser or a client that left has thrown means: no multipart. */
function endMultipart({ raw }: FastifyRequest, error: unknown): never {
  raw.unpipe()
  raw.resume()
  const isBroken = raw.errored !== null || (!(error instanceof HttpError) && (error as { code?: string }).code === undefined)
  throw isBroken ? badRequest : error
}

function withUploads(value: unknown, mark: string, uploads: Upload[]): unknown {
  if (typeof value === 'string' && value.startsWith(mark)) return uploads[Number(value.slice(mark.length))]
  if (Array.isArray(value)) return value.map((item) => withUploads(item, mark, uploads))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withUploads(item, mark, uploads)]))
}

/** Removes the files that no verb has kept; all of them when the request has failed. */
async function discardFiles({ uploads, server }: FastifyRequest, hasFailed: boolean): Promise<void> {
  const unwanted = uploads.filter(({ isKept }) => hasFailed || !isKept)
  await Promise.all(unwanted.map(({ blob_key }) => removeFile(server.config.dataDir, blob_key)))
}
