import type { Logger } from 'pino'
import type { RawData, WebSocket } from 'ws'
import { sendText } from './frame.ts'
import type { Subscriber } from './streams.ts'

/** One `identifier` on one connection. The same JSON in another spelling is another subscription (client API §5.3). */
export interface Subscription {
  readonly connection: Connection
  readonly identifier: string
  /** `{"identifier":…,"message":`, what each of its events begins with. */
  readonly start: Buffer
  who: Subscriber
  streams: string[]
  /** The last broadcast it was part of; see hub.ts. */
  turn: number
}

/** What can be subscribed to. All of it may fail: the client hears nothing then, as the protocol has it. */
export interface Channel {
  /** Answers with `accept` or `reject`; silent when the identifier is none of this channel's. */
  subscribe(connection: Connection, identifier: string): Promise<void>
  perform(subscription: Subscription, data: unknown): Promise<void>
  left(subscription: Subscription): void
}

interface Options {
  channel: Channel
  /** Bytes that may wait for a slow reader. */
  bufferLimit: number
  /** The user whose session cookie came with the handshake from our own pages. */
  sessionUser: () => Promise<number | null>
  log: Logger
}

const mostSubscriptions = 64
const longestIdentifier = 4_096
const mostWaitingCommands = 32
const partingMs = 1_000
const probeEveryBeats = 10
const mostQuietBeats = 20

/** One socket that speaks Action Cable's JSON (client API §5). */
export class Connection {
  readonly sessionUser: () => Promise<number | null>
  readonly closed: Promise<void>
  readonly #socket: WebSocket
  readonly #channel: Channel
  readonly #bufferLimit: number
  readonly #log: Logger
  readonly #subscriptions = new Map<string, Subscription>()
  readonly #commands: string[] = []
  #isWorking = false
  #quietBeats = 0

  constructor(socket: WebSocket, { channel, bufferLimit, sessionUser, log }: Options) {
    this.#socket = socket
    this.#channel = channel
    this.#bufferLimit = bufferLimit
    this.#log = log
    this.sessionUser = sessionUser
    this.closed = new Promise((resolve) => socket.once('close', () => resolve(this.#leaveAll())))
    // A broken frame or a reset: `ws` closes the socket by itself.
    socket.on('error', (error) => log.debug({ err: error }, 'cable socket failed'))
    for (const sign of ['ping', 'pong'] as const) socket.on(sign, () => { this.#quietBeats = 0 })
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    this.#send({ type: 'welcome' })
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  /** Confirms a subscription: the frames that follow may be its events. Null when the connection is gone or has too many. */
  accept(identifier: string, who: Subscriber): Subscription | null {
    if (!this.isOpen) return null
    if (this.#subscriptions.size >= mostSubscriptions || identifier.length > longestIdentifier) {
      this.reject(identifier)
      return null
    }
    const start = Buffer.from(`{"identifier":${JSON.stringify(identifier)},"message":`)
    const subscription = { connection: this, identifier, start, who, streams: [], turn: 0 }
    this.#subscriptions.set(identifier, subscription)
    this.#send({ identifier, type: 'confirm_subscription' })
    return subscription
  }

  /** Says that a subscription is refused or has ended. The incumbent stays silent, so its clients ask twice a second for ever (client API §6.2). */
  reject(identifier: string): void {
    this.#leave(identifier)
    this.#send({ identifier, type: 'reject_subscription' })
  }

  /** One event; `body` is the JSON of the message and the closing brace of the frame. */
  deliver({ start }: Subscription, body: Buffer): void {
    this.#write(start, body)
  }

  /** The beat of the whole server. A peer that has answered nothing for a minute, not even the protocol's own ping, is dead. */
  beat(ping: Buffer, count: number): void {
    this.#quietBeats += 1
    if (this.#quietBeats > mostQuietBeats) return this.#socket.terminate()
    this.#write(ping)
    if (count % probeEveryBeats === 0 && this.isOpen) this.#socket.ping()
  }

  /** Says goodbye and closes with 1000; resolves when the socket is gone, which is enforced after a second. */
  async disconnect(reason: string, reconnect: boolean): Promise<void> {
    this.#send({ type: 'disconnect', reason, reconnect })
    this.#leaveAll()
    this.#socket.close(1000)
    const timer = setTimeout(() => this.#socket.terminate(), partingMs)
    await this.closed
    clearTimeout(timer)
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#quietBeats = 0
    if (isBinary || !this.isOpen) return
    this.#commands.push((data as Buffer).toString())
    if (this.#commands.length > mostWaitingCommands) this.#socket.pause()
    if (!this.#isWorking) void this.#work()
  }

  /** Commands run one after another, in the order in which they came. */
  async #work(): Promise<void> {
    this.#isWorking = true
    for (let text; this.isOpen && (text = this.#commands.shift()) !== undefined;) {
      try {
        await this.#execute(text)
      } catch (error) {
        this.#log.warn({ err: error }, 'cable command failed')
      }
    }
    this.#isWorking = false
    if (this.#socket.isPaused) this.#socket.resume()
  }

  /** What makes no sense is ignored without a word, and the connection stays (client API §5.3). */
  async #execute(text: string): Promise<void> {
    const { command, identifier, data } = parseObject(text)
    if (typeof identifier !== 'string') return
    const subscription = this.#subscriptions.get(identifier)
    if (command === 'subscribe' && !subscription) await this.#channel.subscribe(this, identifier)
    else if (command === 'unsubscribe') this.#leave(identifier)
    else if (command === 'message' && subscription) await this.#channel.perform(subscription, parseObject(data))
  }

  #leave(identifier: string): void {
    const subscription = this.#subscriptions.get(identifier)
    if (!subscription) return
    this.#subscriptions.delete(identifier)
    this.#channel.left(subscription)
  }

  #leaveAll(): void {
    for (const identifier of this.#subscriptions.keys()) this.#leave(identifier)
  }

  #send(frame: object): void {
    this.#write(Buffer.from(JSON.stringify(frame)))
  }

  /** A reader that is too slow is cut off before it costs memory; it reconnects and reads what it missed. One frame alone may be larger. */
  #write(start: Buffer, rest?: Buffer): void {
    if (this.isOpen && this.#socket.bufferedAmount > this.#bufferLimit) {
      this.#log.info({ waiting: this.#socket.bufferedAmount }, 'cable reader too slow, cut off')
      this.#socket.terminate()
      return
    }
    sendText(this.#socket, start, rest)
  }
}

/** The object in a JSON text; an object passes as it is, as one published client sends `data` so (client API §5.3). */
function parseObject(value: unknown): Record<string, unknown> {
  try {
    const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : value
    return typeof parsed === 'object' && parsed !== null ? parsed as Record<string, unknown> : {}
  } catch {
    return {}
  }
}
