import { setPublicUrl } from '../../src/http/public_url.ts'
import { type Client, subscribed } from '../cable/client.ts'
import { type Answer, startTestApp, type TestApp } from '../harness.ts'
import { type Sink, startSink } from '../sink.ts'
import { makeWorld, type Person, type World } from '../world.ts'

/** The product with its cast, one receiver of callbacks per kind of endpoint, and requests in the name of each. */
export interface Stage {
  app: TestApp
  world: World
  /** Gets what the inbox is told, at `/callback`; and what the account's webhook is told. */
  inboxSink: Sink
  accountSink: Sink
  /** The account's webhook, subscribed to everything. */
  webhook: { id: number; secret: string }
  maya: Ask
  noah: Ask
  /** Omar, below his own address: `/conversations/…`. */
  omar: Ask
  /** Path of Omar's conversation, for all three. */
  thread: string
  ear(room: string): Promise<Client>
  /** Waits until every callback owed has been settled, and every reader of the log has read it. */
  settled(): Promise<void>
  close(): Promise<void>
}

export type Ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

export const everyEvent = [
  'conversation_status_changed', 'conversation_updated', 'conversation_created', 'contact_created', 'contact_updated', 'message_created', 'message_updated',
  'webwidget_triggered', 'inbox_created', 'inbox_updated', 'conversation_typing_on', 'conversation_typing_off',
]

const unsettled = `
  select 1 from deliveries where account_id = $1 and state = 'pending' union all
  select 1 from events e where e.id > (select min(position) from event_cursors where name = 'notifications')
     and e.name in ('message.created', 'conversation.created', 'conversation.bot_handoff', 'assignee.changed') union all
  select 1 from event_lags where name = 'notifications' limit 1`

/** A world in which row ids and the numbers within the account differ. */
export async function openStage(env: Record<string, string> = {}, inbox: Record<string, unknown> = {}): Promise<Stage> {
  const app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true', ...env })
  setPublicUrl(app.url)
  const [inboxSink, accountSink] = [await startSink(), await startSink()]
  await makeWorld(app, 'older')
  const world = await makeWorld(app, 'acme', { webhook_url: inboxSink.url, ...inbox })
  const as = ({ token }: Person): Ask => (method, path, body, headers = {}) =>
    app.call(method, `/api/v1/accounts/${world.account}${path}`, { token, body, headers })
  const maya = as(world.maya)
  const made = await maya('POST', '/webhooks', { url: accountSink.url, subscriptions: everyEvent })
  const clients: Client[] = []
  return {
    app, world, inboxSink, accountSink, maya, noah: as(world.noah), webhook: made.body.payload.webhook, thread: `/conversations/${world.conversation}`,
    omar: (method, path, body, headers = {}) => app.call(method, clientPath(world, world.omar.source_id) + path, { body, headers }),
    async ear(room) {
      const client = await subscribed(`${app.url.replace('http', 'ws')}/cable`, room)
      clients.push(client)
      return client
    },
    async settled() {
      while ((await app.db.query(unsettled, [world.account])).length > 0) await new Promise((resolve) => setTimeout(resolve, 10))
    },
    async close() {
      for (const { socket } of clients) socket.terminate()
      await Promise.all([inboxSink.close(), accountSink.close()])
      await app.close()
    },
  }
}

export const clientPath = (world: World, sourceId: string) => `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${sourceId}`

/** A multipart body: `files` as name, type and content, under `attachments[]`. */
export function multipart(fields: Record<string, string>, files: [name: string, type: string, content: string | Buffer<ArrayBuffer>][] = []): FormData {
  const form = new FormData()
  for (const [key, value] of Object.entries(fields)) form.append(key, value)
  for (const [name, type, content] of files) form.append('attachments[]', new Blob([content], { type }), name)
  return form
}

/** A picture of one pixel. */
export const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
