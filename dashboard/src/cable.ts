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
  onState: (state: ConnectionState) => void
  /** After every confirmed subscription, the first one included: events sent before it are lost (client API §5.4). */
  onLive: () => void
}

type Frame = { type?: string; identifier?: string; message?: unknown; reconnect?: boolean }

/** Keeps one subscription alive until the returned function is called: reconnects, reports presence, notices silence. */
export function openCable(options: CableOptions): () => void {
  let socket: WebSocket | null = null
  let closed = false
  let wasLive = false
  let attempts = 0
  let heardAt = 0
  let presenceAt = 0
  let retry: ReturnType<typeof setTimeout> | undefined

  const connect = () => {
    clearTimeout(retry)
    drop()
    if (closed) return
    options.onState(wasLive ? 'reconnecting' : 'connecting')
    heardAt = Date.now()
    const opened = new WebSocket(options.url, ['actioncable-v1-json'])
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
    if (frame.type === 'welcome') command('subscribe')
    else if (frame.type === 'ping') refreshPresence()
    else if (frame.type === 'disconnect') (frame.reconnect === false ? stop : reconnectLater)()
    else if (frame.identifier !== options.identifier) return
    else if (frame.type === 'confirm_subscription') confirmed()
    else if (frame.type === 'reject_subscription') stop()
    else if (isEvent(frame.message)) options.onEvent(frame.message.event, frame.message.data)
  }

  const confirmed = () => {
    attempts = 0
    wasLive = true
    presenceAt = Date.now()
    options.onState('live')
    options.onLive()
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

  const stop = () => {
    closed = true
    drop()
    options.onState('offline')
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

function isEvent(message: unknown): message is { event: string; data: unknown } {
  return typeof message === 'object' && message !== null && typeof (message as { event?: unknown }).event === 'string'
}
