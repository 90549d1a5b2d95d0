import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { between, pick, type Random } from './random.ts'

/** A callback that arrived whole, whatever was answered to it. */
export interface Arrival {
  delivery: string
  event: string
  event_id: number
  /** The conversation's id; null for what belongs to none. */
  conversation: number | null
  sequence: number | null
  /** Of `message_created`. */
  message: number | null
  /** Of the bytes of the body. */
  digest: string
}

export interface Receiver {
  url: string
  /** In the order of arrival. */
  log: Arrival[]
  /** How often each way of answering was used. */
  answers: Record<string, number>
  /** Answers 200 from now on. */
  heal(): void
  close(): Promise<void>
}

type Answer = (response: ServerResponse) => void

const tenMegabytes = Buffer.alloc(10_000_000, 'x')

const ways = {
  ok: (response) => response.end('ok'),
  'error 500': (response) => response.writeHead(500).end('no'),
  '429 with Retry-After': (response) => response.writeHead(429, { 'retry-after': '1' }).end(),
  hang: () => undefined,
  reset: (response) => response.socket?.resetAndDestroy(),
  'half a body': (response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half of', () => response.socket?.destroy())
  },
  '10 MB': (response) => response.end(tenMegabytes),
  redirect: (response) => response.writeHead(302, { location: '/elsewhere' }).end(),
} satisfies Record<string, Answer>

type Way = keyof typeof ways
const all = Object.keys(ways) as Way[]
const [, ...faults] = all

/** A receiver on loopback with good and bad seasons of 1 to 4 s: well, one fault only, or all in turn. */
export async function startReceiver(random: Random): Promise<Receiver> {
  const log: Arrival[] = []
  const answers: Record<string, number> = Object.fromEntries(all.map((way) => [way, 0]))
  let healed = false
  let season: () => Way = () => 'ok'
  let seasonEnds = 0

  function next(): Way {
    if (healed) return 'ok'
    if (Date.now() >= seasonEnds) {
      seasonEnds = Date.now() + between(random, 1000, 4000)
      const fault = pick(random, faults)
      season = pick(random, [() => 'ok', () => fault, () => (random() < 0.5 ? 'ok' : pick(random, faults)), () => pick(random, all)])
    }
    return season()
  }

  async function take(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    // A redirect must not be followed: what goes there has not arrived.
    if (request.url === '/callback') log.push(arrivalOf(String(request.headers['x-chatwoot-delivery']), Buffer.concat(chunks)))
    const way = next()
    answers[way]!++
    ways[way](response)
  }

  const server = createServer((request, response) => {
    // A server that is killed breaks off what it was sending.
    take(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/callback`,
    log, answers,
    heal() { healed = true },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function arrivalOf(delivery: string, raw: Buffer): Arrival {
  const body = JSON.parse(raw.toString())
  const { event, event_id, sequence } = body
  const digest = createHash('sha256').update(raw).digest('base64url')
  return { delivery, event, event_id, sequence, conversation: conversationOf(body), message: event === 'message_created' ? body.id : null, digest }
}

/** The conversation's id in the account, of a callback's body. */
export const conversationOf = (body: any): number | null => (body.sequence === null ? null : body.conversation?.id ?? body.id)
