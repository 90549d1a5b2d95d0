import { connect, contactRoom, type Client } from '../cable/client.ts'

/** A customer's own app: the client API with nothing but the inbox identifier, and the socket. */
export interface Customer {
  conversation: number
  sourceId: string
  write: (content: string) => Promise<void>
  attach: (content: string, file: File) => Promise<void>
  typing: (on: boolean) => Promise<void>
  /** Says that everything so far was read. */
  read: () => Promise<void>
  /** What this contact's inbox holds of the conversation, as the client API shows it. */
  history: () => Promise<string[]>
  listen: () => Promise<Listener>
}

export interface Listener {
  client: Client
  /** Waits for an event whose data satisfies; everything heard on the way is kept in `heard`. */
  hear: (event: string, what?: (data: any) => boolean) => Promise<any>
  heard: { event: string; data: any }[]
}

export async function newCustomer(origin: string, inbox: string, contact: Record<string, unknown>): Promise<Customer> {
  const api = `${origin}/public/api/v1/inboxes/${inbox}/contacts`
  const { source_id: sourceId, pubsub_token: token } = await send(api, contact)
  const { id: conversation } = await send(`${api}/${sourceId}/conversations`)
  const here = `${api}/${sourceId}/conversations/${conversation}`
  return {
    conversation,
    sourceId,
    write: (content) => send(`${here}/messages`, { content }),
    attach: (content, file) => {
      const form = new FormData()
      form.set('content', content)
      form.append('attachments[]', file)
      return send(`${here}/messages`, form)
    },
    typing: (on) => send(`${here}/toggle_typing`, { typing_status: on ? 'on' : 'off' }),
    read: () => send(`${here}/update_last_seen`),
    history: async () => (await (await fetch(`${here}/messages`)).json() as { content: string }[]).map(({ content }) => content),
    listen: () => listen(origin, contactRoom(token)),
  }
}

async function listen(origin: string, room: string): Promise<Listener> {
  const client = await connect(`${origin.replace('http', 'ws')}/cable`, [])
  await client.next()
  await client.subscribe(room)
  const heard: Listener['heard'] = []
  return {
    client,
    heard,
    async hear(event, what = () => true) {
      for (;;) {
        const { message } = await client.next()
        if (message) heard.push(message)
        if (message?.event === event && what(message.data)) return message.data
      }
    },
  }
}

async function send(url: string, body: unknown = {}): Promise<any> {
  const form = body instanceof FormData
  const response = await fetch(url, { method: 'POST', body: form ? body : JSON.stringify(body), ...(form ? {} : { headers: { 'content-type': 'application/json' } }) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`)
  return text ? JSON.parse(text) : null
}
