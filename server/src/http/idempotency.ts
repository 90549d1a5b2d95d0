import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest, onSendAsyncHookHandler, preValidationAsyncHookHandler, RouteOptions } from 'fastify'
import { filePath } from '../attachments/storage.ts'
import { refused } from './errors.ts'
import type { App } from './fastify.ts'
import { answerKey, claimKey, freeKey, keyInUse, renewKey, type Claimed, type KeyAnswer, type KeyClaim } from './keys.ts'
import { Upload } from './params.ts'

/** Whether a route takes the header: each POST of the application API below an account, and of the client API. */
export const takesKey = (method: RouteOptions['method'], url: string) =>
  [method].flat().includes('POST') && /^\/(api\/v1\/accounts\/[:{]account_id\}?|public\/api\/v1)\//.test(url)

/**
 * `Idempotency-Key`, an addition to the wire: a POST that is sent again with the same key within 24 hours is answered as the
 * first time, with `Idempotent-Replayed: true`, and nothing is done; with other content it is a 422. While the first is under way
 * the second waits for it, then 409. Throttle and authentication come first; requests without the header are not touched.
 */
export function registerIdempotency(app: App): void {
  app.decorateRequest('key')
  app.addHook('onRoute', (route) => {
    if (!takesKey(route.method, route.url)) return
    route.preValidation = [...[route.preValidation ?? []].flat(), begin]
    route.onSend = [...[route.onSend ?? []].flat(), end]
  })
}

const begin: preValidationAsyncHookHandler = async (request, reply) => {
  const key = request.headers['idempotency-key']
  if (key !== undefined && await answerOrClaim(request, reply, String(key))) return reply
}

const end: onSendAsyncHookHandler = async (request, reply, payload) => {
  const claim = request.key
  if (!claim) return payload
  request.key = undefined
  try {
    await settle(request, reply, claim, payload)
  } catch (error) {
    // The answer stands; who asks again finds the key lapsed.
    request.log.error({ err: error }, 'cannot keep the answer of an Idempotency-Key')
  }
  return payload
}

/** True when the answer of the first request has been given. */
async function answerOrClaim(request: FastifyRequest, reply: FastifyReply, key: string): Promise<boolean> {
  if (key.trim() === '' || key.length > 255) throw refused('Idempotency-Key must have 1 to 255 characters')
  const claimed = await claimOrWait(request, scopeOf(request, key), key, await fingerprintOf(request))
  if (claimed.state === 'other') throw refused('Idempotency-Key was used for another request')
  if (claimed.state === 'answered') {
    giveAgain(reply, claimed.answer)
    return true
  }
  if (claimed.state === 'busy') throw keyInUse()
  // It was done, though not answered: the verb finds what is there.
  if (claimed.claim.outcome) sayReplayed(reply)
  request.key = claimed.claim
  renewals.set(claimed.claim, renewing(request, claimed.claim))
  return false
}

async function claimOrWait(request: FastifyRequest, scope: string, key: string, fingerprint: string): Promise<Claimed> {
  const { db, config } = request.server
  const until = Date.now() + config.idempotencyWait * 1000
  for (let pause = 20; ; pause = Math.min(pause * 1.5, 500)) {
    const claimed = await claimKey(db.query, scope, key, fingerprint)
    const left = until - Date.now()
    if (claimed.state !== 'busy' || left <= 0 || request.raw.socket.destroyed || !request.server.server.listening) return claimed
    await sleep(Math.min(pause, left))
  }
}

/**
 * Whose keys it is one of: the user's in the account, or the session's in the inbox. A client without a source id yet is nobody in
 * particular, and the answer is a credential: there, a key that could be guessed counts for its own address only.
 */
function scopeOf(request: FastifyRequest, key: string): string {
  const { account_id, inbox_id, contact_id } = request.params as { account_id?: string; inbox_id?: string; contact_id?: string }
  const { caller } = request
  if (caller) return `account ${Number(account_id)} ${caller.bot ? `bot ${caller.bot.id}` : `user ${caller.user.id}`}`
  const { source_id = '' } = request.body as { source_id?: unknown }
  const sourceId = contact_id ?? String(source_id)
  const who = sourceId.trim() !== '' ? ['session', sourceId] : key.length < hardToGuess ? ['address', request.ip] : ['anyone']
  return `inbox ${digest([inbox_id, ...who])}`
}

const hardToGuess = 20

/** Method, path and values, whatever the order of keys; files by name, type and content. Query and body are one set by now (http/params.ts). */
async function fingerprintOf(request: FastifyRequest): Promise<string> {
  const files = new Map<Upload, string>()
  for (const upload of request.uploads) files.set(upload, await contentHash(filePath(request.server.config.dataDir, upload.blob_key)))
  return digest([request.method, request.url.replace(/\/?(\?.*)?$/, ''), canonical(request.body, files)])
}

async function contentHash(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('base64url')
}

function canonical(value: unknown, files: Map<Upload, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => canonical(item, files))
  if (value instanceof Upload) return { file: [value.file_name, value.content_type, value.file_size, files.get(value)] }
  if (typeof value !== 'object' || value === null) return value
  return { object: Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, canonical(item, files)]) }
}

const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64url')

function giveAgain(reply: FastifyReply, { status, content_type, location, body }: KeyAnswer): void {
  sayReplayed(reply)
  if (content_type !== null) void reply.type(content_type)
  if (location !== null) reply.header('location', location)
  void reply.code(status).send(body ?? undefined)
}

function sayReplayed(reply: FastifyReply): void {
  reply.header('idempotent-replayed', 'true')
  if (reply.hasHeader('access-control-allow-origin')) reply.header('access-control-expose-headers', 'idempotent-replayed')
}

const renewals = new WeakMap<KeyClaim, NodeJS.Timeout>()

/** A request that takes longer keeps its key; one whose process has ended lets it go within 15 s. */
const renewing = ({ server, log }: FastifyRequest, claim: KeyClaim) =>
  setInterval(() => { renewKey(server.db.query, claim).catch((error: unknown) => log.warn({ err: error }, 'cannot renew an Idempotency-Key')) }, 5_000).unref()

async function settle(request: FastifyRequest, reply: FastifyReply, claim: KeyClaim, payload: unknown): Promise<void> {
  clearInterval(renewals.get(claim))
  const { query } = request.server.db
  const isText = payload === undefined || payload === null || typeof payload === 'string'
  if (!isText || !isFinal(request, reply.statusCode)) return freeKey(query, claim)
  const header = (name: string) => {
    const value = reply.getHeader(name)
    return typeof value === 'string' ? value : null
  }
  await answerKey(query, claim, { status: reply.statusCode, content_type: header('content-type'), location: header('location'), body: payload ?? null })
}

/** Whether the same request would be answered like this at any time. The path is the client API's credential, so 404 means there what 401 means. */
function isFinal({ caller }: FastifyRequest, status: number): boolean {
  return status < 500 && status !== 401 && status !== 429 && !(status === 404 && !caller)
}
