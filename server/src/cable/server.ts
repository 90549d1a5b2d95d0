import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import { broadcastCommits } from './broadcast.ts'
import { Connection } from './connection.ts'
import { createHistory } from './history.ts'
import { createHub } from './hub.ts'
import { openOffsets } from './offsets.ts'
import { createPresence, type Presence } from './presence.ts'
import { createRoomChannel } from './room_channel.ts'
import { createSessions } from './sessions.ts'

interface Options {
  server: Server
  db: Db
  config: Pick<Config, 'cableBufferLimit' | 'eventRetentionDays'>
  log: Logger
  /** The user of a session cookie that our own page sent with the handshake; null for every other handshake. */
  sessionUser: (request: IncomingMessage) => Promise<number | null>
  /** Whether the address may connect once more; false is answered 429 (client API §1.6). */
  admit?: (request: IncomingMessage) => boolean
}

export interface Cable {
  presence: Presence
  /** Tells every socket to come back later, and resolves when all are closed: a second at most. */
  close(reason: 'server_restart'): Promise<void>
}

const path = /^\/+cable\/?(?:\?|$)/
/** The first that the client names is chosen; the browser client of Rails leaves for good without one (client API §5.1). */
const extendedProtocol = 'actioncable-v1-ext-json'
const subprotocols = new Set(['actioncable-v1-json', extendedProtocol, 'actioncable-unsupported'])
/** Clients count a connection as dead after 6 s without one (client API §5.2). */
const beatMs = 3_000
const longestCommand = 64 * 1024

/** Serves Action Cable at /cable of an HTTP server (client API §5–8). */
export function startCable({ server, db, config, log, sessionUser, admit = () => true }: Options): Cable {
  const hub = createHub()
  const presence = createPresence()
  const offsets = openOffsets({ db, log, onFound: (event) => broadcasts.tell(event) })
  const broadcasts = broadcastCommits({ db, hub, log, offsets })
  const history = createHistory({ db, offsets, retention: config.eventRetentionDays })
  const channel = createRoomChannel({ db, hub, presence, offsets, history })
  const sessions = createSessions()
  const connections = new Set<Connection>()
  const stopBeating = beat(connections)
  const handshakes = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: longestCommand, perMessageDeflate: false, handleProtocols })
  let isClosing = false

  const connect = (socket: WebSocket, request: IncomingMessage) => {
    const session = sessionOf(request, sessionUser)
    const extended = socket.protocol === extendedProtocol ? { offsets, sessions, sid: sidOf(request) } : null
    const connection = new Connection(socket, { channel, bufferLimit: config.cableBufferLimit * 1024, sessionUser: session, extended, log })
    connections.add(connection)
    void connection.closed.then(() => connections.delete(connection))
  }

  onUpgrade(server, (request, socket, head) => {
    if (isClosing) return refuse(socket, 503, 'Restarting\n')
    if (!admit(request)) return refuse(socket, 429, 'Retry later\n')
    ;(socket as Socket).setKeepAlive(true, 30_000)
    handshakes.handleUpgrade(request, socket, head, connect)
  })

  return {
    presence,
    async close(reason) {
      isClosing = true
      broadcasts.stop()
      stopBeating()
      await Promise.all([...connections].map((connection) => connection.disconnect(reason, true)).concat(offsets.close()))
    },
  }
}

/** What a request at /cable that is no handshake gets (client API §5.1). */
export function mountCablePage(app: FastifyInstance): void {
  app.all('/cable', { schema: { hide: true } }, (_request, reply) => {
    void reply.code(404).type('text/plain; charset=utf-8').send('Page not found')
  })
}

const nobody = async () => null

/** Asks again each time, as a session may end. The request is kept alive only where it has a cookie: most connections are contacts'. */
function sessionOf(request: IncomingMessage, sessionUser: Options['sessionUser']): () => Promise<number | null> {
  return request.headers.cookie === undefined ? nobody : () => sessionUser(request)
}

/** The name of the session before, from `?sid=`. */
function sidOf({ url = '' }: IncomingMessage): string | null {
  return new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('sid') || null
}

/** One timer, and one frame built per beat, for all connections. */
function beat(connections: Set<Connection>): () => void {
  let count = 0
  const timer = setInterval(() => {
    count += 1
    const ping = Buffer.from(`{"type":"ping","message":${Math.floor(Date.now() / 1000)}}`)
    for (const connection of connections) connection.beat(ping, count)
  }, beatMs)
  return () => clearInterval(timer)
}

/** Takes over the WebSocket handshakes at /cable. Every other request that asks for an upgrade is answered as if it had not. */
function onUpgrade(server: Server, handle: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): void {
  const isOurs = ({ url = '', headers }: IncomingMessage) => path.test(url) && headers.upgrade?.toLowerCase() === 'websocket'
  const isShared = () => server.listenerCount('upgrade') > 1
  Object.assign(server, { shouldUpgradeCallback: (request: IncomingMessage) => isOurs(request) || isShared() })
  server.on('upgrade', (request, socket, head) => {
    if (isOurs(request)) handle(request, socket, head)
    else if (!isShared()) refuse(socket, 404, 'Page not found')
  })
}

function refuse(socket: Duplex, status: number, text: string): void {
  socket.on('error', () => socket.destroy())
  socket.once('finish', () => socket.destroy())
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'Content-Type: text/plain; charset=utf-8', `Content-Length: ${text.length}`, 'Connection: close']
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
}

function handleProtocols(offered: Set<string>): string | false {
  return [...offered].find((name) => subprotocols.has(name)) ?? false
}
