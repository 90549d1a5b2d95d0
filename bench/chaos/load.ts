import { setTimeout as sleep } from 'node:timers/promises'
import { between, type Random } from './random.ts'

export interface World {
  url: string
  api: string
  client: string
  token: string
  conversations: { id: number; source_id: string }[]
}

/** A message whose sender was told that it is written. */
export interface Acknowledged {
  conversation: number
  id: number
  content: string
}

export interface Load {
  acknowledged: Acknowledged[]
  /** Requests that got no answer, or one that asks to try again. */
  readonly retries: number
  /** Answers that were given again for a key. */
  readonly replayed: number
  /** Sends nothing new; resolves when everything that was sent is acknowledged. */
  stop(): Promise<void>
}

const patience = 60_000

/** An account with an inbox that calls back, and `count` customers in one conversation each. */
export async function makeWorld(url: string, callback: string, count: number): Promise<World> {
  const post = async (path: string, body: unknown = {}, token = '') => {
    const response = await fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', api_access_token: token }, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return await response.json() as any
  }
  const { data } = await post('/api/v1/accounts', { account_name: 'Chaos', user_full_name: 'Cleo', email: 'cleo@chaos.test', password: 'Correct-horse-9' })
  const api = `/api/v1/accounts/${data.account_id}`
  const inbox = await post(`${api}/inboxes`, { name: 'Chaos', channel: { type: 'api', webhook_url: callback } }, data.access_token)
  const client = `/public/api/v1/inboxes/${inbox.inbox_identifier}/contacts`
  const conversations = []
  for (let index = 0; index < count; index++) {
    const { source_id } = await post(client, { name: `Customer ${index}` })
    const { id } = await post(`${client}/${source_id}/conversations`)
    conversations.push({ id, source_id })
  }
  return { url, api, client, token: data.access_token, conversations }
}

/** Every customer writes and is answered, one message after the other on each side, each until it is acknowledged. */
export function startLoad(world: World, random: Random): Load {
  const acknowledged: Acknowledged[] = []
  const counts = { retries: 0, replayed: 0 }
  let giveUpAt = Infinity
  const sides = world.conversations.flatMap(({ id, source_id }) => [
    { name: `customer of ${id}`, conversation: id, path: `${world.client}/${source_id}/conversations/${id}/messages` },
    { name: `agent in ${id}`, conversation: id, path: `${world.api}/conversations/${id}/messages`, token: world.token },
  ])
  const lanes = Promise.all(sides.map(async (side) => {
    for (let number = 1; giveUpAt === Infinity; number++) {
      const content = `${side.name}, message ${number}`
      const id = await untilAcknowledged(world.url, side, content, counts, () => giveUpAt)
      acknowledged.push({ conversation: side.conversation, id, content })
      await sleep(between(random, 0, 500))
    }
  }))
  // Told by `stop`.
  lanes.catch(() => undefined)
  return {
    acknowledged,
    get retries() { return counts.retries },
    get replayed() { return counts.replayed },
    async stop() {
      giveUpAt = Date.now() + patience
      await lanes
    },
  }
}

/** The same request with the same key until it is answered with the message's id. Throws for an answer that no further try will change. */
async function untilAcknowledged(
  url: string, side: { path: string; token?: string }, content: string, counts: { retries: number; replayed: number }, giveUpAt: () => number,
): Promise<number> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': content, ...(side.token ? { api_access_token: side.token } : {}) }
  for (;;) {
    const answer = await once(url + side.path, headers, content)
    if (answer?.status === 200) {
      if (answer.replayed) counts.replayed++
      return answer.body.id
    }
    // 409: the request before it is still held to be under way.
    if (answer && answer.status < 500 && answer.status !== 409) throw new Error(`${side.path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    if (Date.now() > giveUpAt()) throw new Error(`"${content}" was never acknowledged`)
    counts.retries++
    await sleep(200)
  }
}

/** Undefined when no whole answer came. */
async function once(url: string, headers: Record<string, string>, content: string) {
  try {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ content }), signal: AbortSignal.timeout(40_000) })
    return { status: response.status, replayed: response.headers.get('idempotent-replayed') === 'true', body: JSON.parse(await response.text()) }
  } catch {
    return undefined
  }
}
