import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { Presence } from '../cable/presence.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import type { Caller } from './auth.ts'
import type { KeyClaim } from './keys.ts'
import type { Upload } from './params.ts'

interface Shapes extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown
  serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown
}

/** The server as routes see it: schemas give the types of what handlers get and answer. */
export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, Shapes>

declare module 'fastify' {
  interface FastifyInstance {
    db: Db
    config: Config
    /** Who is there (application API §4.1: availability). */
    presence: Presence
  }
  interface FastifyRequest {
    /** Who calls, on routes that ask (http/auth.ts). */
    caller: Caller
    /** Files that came with this request; those that no verb keeps are removed when it ends, and all of them when it fails. */
    uploads: Upload[]
    /** The Idempotency-Key that this request holds (http/idempotency.ts). */
    key: KeyClaim | undefined
  }
  interface FastifyContextConfig {
    /** Key that may wrap the body (application API §0.4). */
    root?: string
    /** Whether the route takes files; elsewhere they are read and thrown away. */
    files?: boolean
    /** Whether a bot's token may call it (application API §1.2). */
    bots?: boolean
  }
}
