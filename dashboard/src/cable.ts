import type { ConnectionState } from './frame/connection.ts'

/** Ping interval of the server is 3 s; a connection without a frame for this long is dead (client API §5.2). */
const STALE_AFTER_MS = 6_000
const PRESENCE_EVERY_MS = 15_000
/** Short on purpose: after an outage the screen has to be true again within 3 s. */
const LONGEST_WAIT_MS = 1_500
const LONGEST_HIDDEN_WAIT_MS = 10_000

export type CableOptions = {
  /** `ws:` or `wss:` address of the socket. */
  url: string
  /** JSON text; the server compares and echoes it byte for byte (client API §5.3). */
  identifier: string
  onEvent: (name: string, data: unknown) => void
  /** All that was missed during a silence, in order; then the subscription is as live as if there had been none. */
  onMissed: (events: CableEvent[]) => void
  onState: (state: ConnectionState) => void
  /** After the first confirmed subscription, and after each whose missed events cannot be had: what was sent before it is lost. */
  onLive: () => void
  /** The server lets nobody listen here any more; it is not tried again. */
  onRefused: () => void
}

export type CableEvent = { event: string; data: unknown }
/** How far a stream has been heard: what the server is asked to go on from. */
type Position = { stream_id: string; epoch: string; offset: number }
type Frame = { type?: string; identifier?: string; message?: unknown; reconnect?: boolean } & Partial<Position>

/**
 * Keeps one subscription alive until the returned function is called: reconnects, catches up, reports presence, notices silence. Speaks AnyCable's
 * extension of the protocol, and the plain one with a server that has no other.
 */
export function openCable(options: CableOptions): () => void {
  let socket: WebSocket | null = null
  let closed = false
  let wasLive = false
  let attempts = 0
  let heardAt = 0
  let presenceAt = 0
  let heard: Position | null = null
  /** All of the stream up to here is known once what was missed is. */
  let begin: Position | null = null
  /** Events that come before the answer to what was missed; null once it is there. */
  let missed: CableEvent[] | null = null
  let retry: ReturnType<typeof setTimeout> | undefined

  const connect = () => {
    clearTimeout(retry)
    drop()
    if (closed) return
    options.onState(wasLive ? 'reconnecting' : 'connecting')
    heardAt = Date.now()
    const opened = new WebSocket(options.url, ['actioncable-v1-ext-json', 'actioncable-v1-json'])
    socket = opened
    opened.onmessage = (event) => socket === opened && receive(parseFrame(event.data))
    opened.onclose = () => socket === opened && reconnectLater()
  }

  const drop = () => {
    const old = socket
    socket = null
    old?.close()
  }

  const reconnectLater = () => {
    drop()
    if (closed) return
    options.onState(isOffline() ? 'offline' : wasLive ? 'reconnecting' : 'connecting')
    clearTimeout(retry)
    retry = setTimeout(connect, waitBefore(attempts++))
  }

  const receive = (frame: Frame) => {
    heardAt = Date.now()
    if (frame.type === 'welcome') subscribe()
    else if (frame.type === 'ping') refreshPresence()
    else if (frame.type === 'disconnect') (frame.reconnect === false ? refused : reconnectLater)()
    else if (frame.identifier !== options.identifier) return
    else if (frame.type === 'confirm_subscription') confirmed(positionOf(frame))
    else if (frame.type === 'reject_subscription') refused()
    else if (frame.type === 'confirm_history') caughtUp(missed)
    else if (frame.type === 'reject_history') caughtUp(null)
    else if (isEvent(frame.message)) take(frame.message, positionOf(frame))
  }

  const subscribe = () => {
    missed = heard && []
    command('subscribe', heard ? { history: { streams: { [heard.stream_id]: { epoch: heard.epoch, offset: heard.offset } } } } : {})
  }

  const confirmed = (position: Position | null) => {
    attempts = 0
    presenceAt = Date.now()
    begin = position
    // A server that speaks the plain protocol has no history to wait for.
    if (!missed || !position) caughtUp(null)
  }

  const caughtUp = (events: CableEvent[] | null) => {
    const early = missed ?? []
    missed = null
    heard = begin
    wasLive = true
    options.onState('live')
    if (events) return options.onMissed(events)
    early.forEach(({ event, data }) => options.onEvent(event, data))
    options.onLive()
  }

  /** What has been missed is handed on in one piece: the screen changes once, and a line that breaks meanwhile leaves nothing half done. */
  const take = (message: CableEvent, position: Position | null) => {
    if (missed) {
      missed.push(message)
      if (begin && position && position.offset > begin.offset) begin = position
      return
    }
    options.onEvent(message.event, message.data)
    heard = position ?? heard
  }

  /** Driven by the pings, because timers of hidden tabs are slowed down to one a minute. */
  const refreshPresence = () => {
    if (Date.now() - presenceAt < PRESENCE_EVERY_MS) return
    presenceAt = Date.now()
    command('message', { data: JSON.stringify({ action: 'update_presence' }) })
  }

  const command = (name: string, more: object = {}) => {
    if (socket?.readyState !== WebSocket.OPEN) return
    socket.send(JSON.stringify({ command: name, identifier: options.identifier, ...more }))
  }

  const checkNow = () => {
    if (closed) return
    if (socket === null) connect()
    else if (Date.now() - heardAt > STALE_AFTER_MS) connect()
  }

  const refused = () => {
    closed = true
    drop()
    options.onState('reconnecting')
    options.onRefused()
  }

  const lost = () => !closed && (drop(), options.onState('offline'))
  const watch = setInterval(() => socket !== null && checkNow(), 1_000)
  const stopListening = listenToTheMachine(checkNow, lost)
  connect()

  return () => {
    closed = true
    clearTimeout(retry)
    clearInterval(watch)
    stopListening()
    drop()
  }
}

/** Waking up, coming back to the tab and getting the network back are all reasons to look at once. */
function listenToTheMachine(wake: () => void, lost: () => void): () => void {
  if (typeof window === 'undefined') return () => {}
  const visible = () => document.visibilityState === 'visible' && wake()
  window.addEventListener('online', wake)
  window.addEventListener('offline', lost)
  window.addEventListener('focus', wake)
  document.addEventListener('visibilitychange', visible)
  return () => {
    window.removeEventListener('online', wake)
    window.removeEventListener('offline', lost)
    window.removeEventListener('focus', wake)
    document.removeEventListener('visibilitychange', visible)
  }
}

/** Milliseconds; spread out, so that a restarted server is not met by everybody in the same instant. */
function waitBefore(attempt: number): number {
  const hidden = typeof document !== 'undefined' && document.visibilityState === 'hidden'
  const longest = hidden ? LONGEST_HIDDEN_WAIT_MS : LONGEST_WAIT_MS
  return Math.min(longest, 250 * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2)
}

function isOffline(): boolean {
  return typeof navigator !== 'undefined' && !navigator.onLine && 'onLine' in navigator
}

function parseFrame(text: unknown): Frame {
  try {
    const frame: unknown = JSON.parse(String(text))
    return typeof frame === 'object' && frame !== null ? frame : {}
  } catch {
    return {}
  }
}

function positionOf({ stream_id, epoch, offset }: Frame): Position | null {
  return stream_id !== undefined && epoch !== undefined && offset !== undefined ? { stream_id, epoch, offset } : null
}

function isEvent(message: unknown): message is CableEvent {
  return typeof message === 'object' && message !== null && typeof (message as { event?: unknown }).event === 'string'
}
