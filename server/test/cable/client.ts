import { once } from 'node:events'
import { type ClientOptions, WebSocket } from 'ws'

export type Frame = { type?: string; identifier?: string; message?: { event: string; data: any }; reason?: string; reconnect?: boolean }

/** A client of the cable that keeps every frame but the pings. */
export interface Client {
  socket: WebSocket
  /** The frames not yet taken, as text. */
  texts: string[]
  next(): Promise<Frame>
  nextText(): Promise<string>
  send(frame: unknown): void
  /** Subscribes and returns the first frame that answers. */
  subscribe(identifier: string): Promise<Frame>
  /** Every event that was published to this subscription before the call, by name, notifications only if asked for: an answered command is the fence. */
  events(identifier: string, withNotifications?: boolean): Promise<{ event: string; data: any }[]>
  closed: Promise<number>
}

export async function connect(url: string, protocols: string[] = ['actioncable-v1-json', 'actioncable-unsupported'], options: ClientOptions = {}): Promise<Client> {
  const socket = new WebSocket(url, protocols, options)
  const texts: string[] = []
  const waiting: (() => void)[] = []
  socket.on('message', (data: Buffer, isBinary) => {
    const text = isBinary ? `binary of ${data.length}` : data.toString()
    if (text.startsWith('{"type":"ping"')) return
    texts.push(text)
    waiting.shift()?.()
  })
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await once(socket, 'open')

  const nextText = async () => {
    while (texts.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    return texts.shift()!
  }
  const next = async () => JSON.parse(await nextText()) as Frame
  const send = (frame: unknown) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  return {
    socket, texts, next, nextText, send, closed,
    async subscribe(identifier) {
      send({ command: 'subscribe', identifier })
      return next()
    },
    async events(identifier, withNotifications = false) {
      send({ command: 'message', identifier, data: JSON.stringify({ action: 'update_presence' }) })
      const heard = []
      for (;;) {
        const { message } = await next()
        if (message?.event === 'presence.update') return heard
        // Notifications are made in the background and may come at any moment.
        if (message && (withNotifications || !/^notification\.|mentioned$/.test(message.event))) heard.push(message)
      }
    },
  }
}

/** A client that is subscribed and has taken the frames of that. */
export async function subscribed(url: string, identifier: string, options: ClientOptions = {}): Promise<Client> {
  const client = await connect(url, [], options)
  const frames = [await client.next(), await client.subscribe(identifier), await client.next()]
  const kinds = frames.map((frame) => frame.type ?? frame.message?.event)
  if (kinds.join() !== 'welcome,confirm_subscription,presence.update') throw new Error(`got ${JSON.stringify(frames)}`)
  return client
}

/** The frames that have come before now: a subscription that is refused is the fence. */
export async function heardBefore({ send, next }: Client): Promise<Frame[]> {
  const fence = contactRoom('no such token')
  send({ command: 'subscribe', identifier: fence })
  const heard: Frame[] = []
  for (;;) {
    const frame = await next()
    if (frame.identifier === fence && frame.type === 'reject_subscription') return heard
    heard.push(frame)
  }
}

export const contactRoom = (token: string) => JSON.stringify({ channel: 'RoomChannel', pubsub_token: token })

export const agentRoom = (accountId: number, { id, token }: { id: number; token?: string }) =>
  JSON.stringify({ channel: 'RoomChannel', pubsub_token: token, account_id: accountId, user_id: id })
