import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** One callback as it arrived. */
export interface Callback {
  delivery: string
  headers: IncomingHttpHeaders
  /** The bytes, before any parsing: what the signature is over. */
  raw: string
  body: any
}

export interface Sink {
  url: string
  received: Callback[]
  /** How it answers; 200 at once unless a test says otherwise. */
  answer: (response: ServerResponse, callback: Callback) => void
  /** Stops listening (connections are refused) and listens again on the same port. */
  down(): Promise<void>
  up(): Promise<void>
  /** Waits until a callback satisfies; each is looked at once the test has it. */
  waitFor(what: (callback: Callback) => boolean): Promise<Callback>
  close(): Promise<void>
}

/** A receiver of callbacks on loopback. */
export async function startSink(): Promise<Sink> {
  const waiting = new Set<() => void>()
  let server: Server
  let port = 0
  const sink: Sink = {
    url: '', received: [],
    answer: (response) => response.end('ok'),
    async down() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
    async up() {
      server = createServer((request, response) => void take(request, response))
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      port = (server.address() as { port: number }).port
      sink.url = `http://127.0.0.1:${port}/callback`
      async function take(request: IncomingMessage, response: ServerResponse) {
        const chunks: Buffer[] = []
        for await (const chunk of request) chunks.push(chunk as Buffer)
        const raw = Buffer.concat(chunks).toString('utf8')
        const callback = { delivery: String(request.headers['x-chatwoot-delivery']), headers: request.headers, raw, body: JSON.parse(raw) }
        sink.received.push(callback)
        sink.answer(response, callback)
        for (const wake of waiting) wake()
      }
    },
    async waitFor(what) {
      for (;;) {
        const found = sink.received.find(what)
        if (found) return found
        await new Promise<void>((resolve) => {
          const wake = () => { waiting.delete(wake); resolve() }
          waiting.add(wake)
        })
      }
    },
    close: () => (server.listening ? sink.down() : Promise.resolve()),
  }
  await sink.up()
  return sink
}

/** What `X-Chatwoot-Signature` must be, worked out as a receiver does it (webhooks §4). */
export const expectedSignature = ({ headers, raw }: Callback, secret: string) =>
  `sha256=${createHmac('sha256', secret).update(`${headers['x-chatwoot-timestamp'] as string}.${raw}`).digest('hex')}`
