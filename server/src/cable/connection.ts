import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { RawData, WebSocket } from 'ws'
import { sendText } from './frame.ts'
import type { Offsets } from './offsets.ts'
import type { Sessions } from './sessions.ts'
import type { Subscriber } from './streams.ts'

/** One `identifier` on one connection. The same JSON in another spelling is another subscription (client API §5.3). */
export interface Subscription {
  readonly connection: Connection
  readonly identifier: string
  /** `{"identifier":…,"message":`, what each of its events begins with. */
  readonly start: Buffer
  who: Subscriber
  streams: string[]
  /** What the client knows its stream by; see streams.ts. */
  streamId: string
  /** Frames that wait until what came before them has been sent again; null when none has to. */
  held: { offset: number; body: Buffer }[] | null
  /** Its number among the confirmations of the connection; 0 for one that was restored. */
  confirmation: number
  /** The last broadcast it was part of; see hub.ts. */
  turn: number
}

/** What can be subscribed to. All of it may fail: the client hears nothing then, as the protocol has it. */
export interface Channel {
  /** Confirms or rejects; silent when the identifier is none of this channel's. `missed`: what the client asks to hear again, if it does. */
  subscribe(connection: Connection, identifier: string, missed: unknown): Promise<void>
  /** Sends what was missed, and answers whether that could be. */
  tellMissed(subscription: Subscription, request: unknown): Promise<void>
  /** Takes a subscription of a lost connection up again, without a word and held back; null when that is not allowed any more. */
  restore(connection: Connection, identifier: string): Promise<Subscription | null>
  /** After the client knows of it. */
  restored(subscription: Subscription): Promise<void>
  perform(subscription: Subscription, data: unknown): Promise<void>
  left(subscription: Subscription): void
}

interface Options {
  channel: Channel
  /** Bytes that may wait for a slow reader. */
  bufferLimit: number
  /** The user whose session cookie came with the handshake from our own pages. */
  sessionUser: () => Promise<number | null>
  /** For `actioncable-v1-ext-json`; null for the plain protocol. */
  extended: Extended | null
  log: Logger
}

interface Extended {
  offsets: Pick<Offsets, 'epoch' | 'last'>
  sessions: Sessions
  /** The name of the connection before, as the client gives it. */
  sid: string | null
}

const mostSubscriptions = 64
const longestIdentifier = 4_096
const mostWaitingCommands = 32
const partingMs = 1_000
const probeEveryBeats = 10
const mostQuietBeats = 20
const mostHeld = 5_000
/** Beats after which a client that was restored and asks for nothing gets what is held back. */
const mostUnaskedBeats = 3
const drainMs = 10

/** One socket that speaks Action Cable's JSON (client API §5), or AnyCable's extension of it (docs/cable.md). */
export class Connection {
  readonly sessionUser: () => Promise<number | null>
  readonly closed: Promise<void>
  readonly #socket: WebSocket
  readonly #channel: Channel
  readonly #bufferLimit: number
  readonly #log: Logger
  readonly #subscriptions = new Map<string, Subscription>()
  readonly #commands: string[] = []
  readonly #extended: Extended | null
  readonly #sid: string | null
  /** Restored, and not asked for what they have missed yet. */
  readonly #unasked = new Set<Subscription>()
  #confirmations = 0
  /** The last confirmation that has reached the client. */
  #arrived = 0
  #isGreeted = false
  #isWorking = false
  #quietBeats = 0
  #unaskedBeats = 0

  constructor(socket: WebSocket, { channel, bufferLimit, sessionUser, extended, log }: Options) {
    this.#socket = socket
    this.#channel = channel
    this.#bufferLimit = bufferLimit
    this.#log = log
    this.#extended = extended
    this.#sid = extended && extended.sessions.begin(() => this.#restorable())
    this.sessionUser = sessionUser
    this.closed = new Promise((resolve) => socket.once('close', () => resolve(this.#lose())))
    // A broken frame or a reset: `ws` closes the socket by itself.
    socket.on('error', (error) => log.debug({ err: error }, 'cable socket failed'))
    for (const sign of ['ping', 'pong'] as const) socket.on(sign, () => { this.#quietBeats = 0 })
    socket.on('pong', (data) => { this.#arrived = Math.max(this.#arrived, Number(data.toString()) || 0) })
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    if (extended) void this.#greet(extended)
    else this.#send({ type: 'welcome' })
  }

  get isExtended(): boolean {
    return this.#extended !== null
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  /** Takes a subscription in. Null when the connection is gone or has too many. */
  accept(identifier: string, who: Subscriber): Subscription | null {
    if (!this.isOpen || this.#subscriptions.size >= mostSubscriptions || identifier.length > longestIdentifier) return null
    const start = Buffer.from(`{"identifier":${JSON.stringify(identifier)},"message":`)
    const subscription = { connection: this, identifier, start, who, streams: [], streamId: '', held: null, confirmation: 0, turn: 0 }
    this.#subscriptions.set(identifier, subscription)
    return subscription
  }

  /** The frames that follow may be its events. Where offsets are spoken of, it says after which one. */
  confirm(subscription: Subscription): void {
    const { identifier, streamId: stream_id } = subscription
    if (!this.#extended) return this.#send({ identifier, type: 'confirm_subscription' })
    const { epoch, last: offset } = this.#extended.offsets
    this.#send({ identifier, type: 'confirm_subscription', stream_id, epoch, offset })
    subscription.confirmation = this.#confirmations += 1
    if (this.isOpen) this.#socket.ping(String(subscription.confirmation))
  }

  /** Says that a subscription is refused or has ended. The incumbent stays silent, so its clients ask twice a second for ever (client API §6.2). */
  reject(identifier: string): void {
    this.#leave(identifier)
    this.#send({ identifier, type: 'reject_subscription' })
  }

  /** One event; `body` is the JSON of the message and the closing brace of the frame. Without an offset it is not worth waiting for. */
  deliver(subscription: Subscription, body: Buffer, offset: number | null): void {
    if (!this.#extended || offset === null) {
      if (!this.#extended || this.#isGreeted) this.#write(subscription.start, body)
    } else if (subscription.held) {
      if (subscription.held.push({ offset, body }) > mostHeld) this.#socket.terminate()
    } else {
      this.#writeAt(subscription, body, offset)
    }
  }

  /** One event again, ahead of what is held back; resolves when the reader has room for more. */
  async replay(subscription: Subscription, body: Buffer, offset: number): Promise<void> {
    this.#writeAt(subscription, body, offset)
    while (this.isOpen && this.#socket.bufferedAmount > this.#bufferLimit / 2) await sleep(drainMs)
  }

  /** From now on its events wait for `answerHistory`. */
  hold(subscription: Subscription): void {
    this.#unasked.delete(subscription)
    subscription.held ??= []
  }

  /** `told`: what has been sent again; null when it could not be. */
  answerHistory(subscription: Subscription, told: Set<number> | null): void {
    const { identifier } = subscription
    if (this.#subscriptions.get(identifier) !== subscription) return
    this.#send({ identifier, type: told ? 'confirm_history' : 'reject_history' })
    this.#release(subscription, told)
  }

  /** The beat of the whole server. A peer that has answered nothing for a minute, not even the protocol's own ping, is dead. */
  beat(ping: Buffer, count: number): void {
    this.#quietBeats += 1
    if (this.#quietBeats > mostQuietBeats) return this.#socket.terminate()
    this.#write(ping)
    if (this.#unasked.size > 0 && (this.#unaskedBeats += 1) > mostUnaskedBeats) this.#unasked.forEach((subscription) => this.#release(subscription))
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

  /** Takes up what a lost connection had subscribed to; commands wait for the welcome. */
  async #greet({ sid, sessions }: Extended): Promise<void> {
    this.#isWorking = true
    for (const identifier of sid === null ? [] : sessions.find(sid)) {
      const subscription = await this.#channel.restore(this, identifier).catch((error: unknown) => this.#log.warn({ err: error }, 'cable session not restored'))
      if (subscription) this.#unasked.add(subscription)
    }
    const restored = [...this.#unasked]
    this.#send({ type: 'welcome', sid: this.#sid, ...(restored.length > 0 ? { restored: true, restored_ids: restored.map(({ identifier }) => identifier) } : {}) })
    this.#isGreeted = true
    for (const subscription of restored) await this.#channel.restored(subscription).catch((error: unknown) => this.#log.warn({ err: error }, 'cable presence failed'))
    await this.#work()
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
    const { command, identifier, data, history } = parseObject(text)
    if (this.#extended?.sid) this.#extended.sessions.end(this.#extended.sid)
    if (typeof identifier !== 'string') return
    const subscription = this.#subscriptions.get(identifier)
    if (command === 'subscribe' && !subscription) await this.#channel.subscribe(this, identifier, this.#extended ? history ?? undefined : undefined)
    else if (command === 'unsubscribe') this.#leave(identifier)
    else if (command === 'message' && subscription) await this.#channel.perform(subscription, parseObject(data))
    else if (command === 'history' && subscription && this.#extended) await this.#channel.tellMissed(subscription, history)
  }

  /** AnyCable's client gives up what it has no confirmation of; to take that up again would make it lose frames. */
  #restorable(): string[] {
    return [...this.#subscriptions.values()].filter(({ confirmation }) => confirmation <= this.#arrived).map(({ identifier }) => identifier)
  }

  #leave(identifier: string): void {
    const subscription = this.#subscriptions.get(identifier)
    if (!subscription) return
    this.#subscriptions.delete(identifier)
    this.#unasked.delete(subscription)
    this.#channel.left(subscription)
  }

  /** The client may come back: what it had subscribed to is kept for it. Who was sent away has nothing left here. */
  #lose(): void {
    if (this.#sid !== null) this.#extended?.sessions.lose(this.#sid)
    this.#leaveAll()
  }

  #release(subscription: Subscription, told: Set<number> | null = null): void {
    const held = subscription.held ?? []
    subscription.held = null
    this.#unasked.delete(subscription)
    for (const { offset, body } of held) if (!told?.has(offset)) this.#writeAt(subscription, body, offset)
  }

  #leaveAll(): void {
    for (const identifier of this.#subscriptions.keys()) this.#leave(identifier)
  }

  #send(frame: object): void {
    this.#write(Buffer.from(JSON.stringify(frame)))
  }

  #writeAt({ identifier, streamId }: Subscription, body: Buffer, offset: number): void {
    const place = `"stream_id":"${streamId}","epoch":"${this.#extended?.offsets.epoch}","offset":${offset}`
    this.#write(Buffer.from(`{"identifier":${JSON.stringify(identifier)},${place},"message":`), body)
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
