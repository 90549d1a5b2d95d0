import { setTimeout as sleep } from 'node:timers/promises'
import type { Acknowledged, World } from './load.ts'
import { conversationOf, type Arrival } from './receiver.ts'

/** What must not be: each list is empty when all is well. */
export interface Findings {
  lost: string[]
  doubled: string[]
  outOfOrder: string[]
}

/** Waits until the ledger owes nothing. Answers the seconds it took; throws after `seconds`. */
export async function drained(world: World, seconds: number): Promise<number> {
  const begin = Date.now()
  while (Date.now() - begin < seconds * 1000) {
    const { payload } = await get(world, `${world.api}/deliveries?state=pending`, world.token)
    if (payload.length === 0) return (Date.now() - begin) / 1000
    await sleep(250)
  }
  throw new Error(`callbacks are still pending after ${seconds} s`)
}

/** Holds the database, the receiver's log and the feed against what was acknowledged. */
export async function check(world: World, acknowledged: Acknowledged[], log: Arrival[]): Promise<Findings> {
  const findings: Findings = { lost: [], doubled: [], outOfOrder: [] }
  for (const { id, source_id } of world.conversations) {
    const own = acknowledged.filter(({ conversation }) => conversation === id)
    checkHistory('application API', own, await history(world, `${world.api}/conversations/${id}/messages`, world.token), findings)
    checkHistory('client API', own, await history(world, `${world.client}/${source_id}/conversations/${id}/messages`), findings)
  }
  checkLog(acknowledged, log, findings)
  checkFeed(acknowledged, log, await feed(world), findings)
  return findings
}

export interface Written {
  id: number
  content: string
}

/** Every acknowledged message is there under its id, and nothing twice. */
export function checkHistory(where: string, acknowledged: Acknowledged[], written: Written[], { lost, doubled }: Findings): void {
  const byContent = new Map<string, number[]>()
  for (const { id, content } of written) byContent.set(content, [...byContent.get(content) ?? [], id])
  for (const { id, content } of acknowledged) if (!byContent.get(content)?.includes(id)) lost.push(`${where}: "${content}" (${id})`)
  for (const [content, ids] of byContent) if (ids.length > 1) doubled.push(`${where}: "${content}" (${ids.join(', ')})`)
}

/** First arrivals ascend; repeats carry the event's one delivery id and the same body. */
export function checkLog(acknowledged: Acknowledged[], log: Arrival[], { lost, doubled, outOfOrder }: Findings): void {
  const firsts = new Map<number, Arrival>()
  const events = new Map<string, number>()
  const messages = new Map<number, number>()
  const last = new Map<number, { sequence: number; message: number }>()
  for (const arrival of log) {
    const { delivery, event, event_id, conversation, sequence, message } = arrival
    const first = firsts.get(event_id)
    if (first && first.delivery !== delivery) doubled.push(`event ${event_id} with the delivery ids ${first.delivery} and ${delivery}`)
    if (first && first.digest !== arrival.digest) doubled.push(`event ${event_id} with another body`)
    if ((events.get(delivery) ?? event_id) !== event_id) doubled.push(`delivery id ${delivery} for the events ${events.get(delivery)} and ${event_id}`)
    if (message !== null && (messages.get(message) ?? event_id) !== event_id) doubled.push(`message ${message} as the events ${messages.get(message)} and ${event_id}`)
    if (message !== null) messages.set(message, event_id)
    events.set(delivery, event_id)
    if (first) continue
    firsts.set(event_id, arrival)
    if (conversation === null || sequence === null) continue
    const before = last.get(conversation) ?? { sequence: 0, message: 0 }
    if (sequence < before.sequence || (message ?? Infinity) < before.message) outOfOrder.push(`conversation ${conversation}: ${event} ${event_id} (sequence ${sequence})`)
    last.set(conversation, { sequence, message: message ?? before.message })
  }
  for (const { id, content } of acknowledged) if (!messages.has(id)) lost.push(`receiver: "${content}" (${id})`)
}

/** Ascending events, each conversation's sequence without gaps, each message created once, and everything of a conversation was called back. */
export function checkFeed(acknowledged: Acknowledged[], log: Arrival[], bodies: any[], { lost, doubled, outOfOrder }: Findings): void {
  const arrived = new Set(log.map(({ event_id }) => event_id))
  const sequences = new Map<number, number>()
  const created = new Set<number>()
  let latest = 0
  for (const body of bodies) {
    if (body.event_id <= latest) outOfOrder.push(`feed: event ${body.event_id} after ${latest}`)
    latest = body.event_id
    if (body.event === 'message_created') {
      if (created.has(body.id)) doubled.push(`feed: message ${body.id}`)
      created.add(body.id)
    }
    const conversation = conversationOf(body)
    if (conversation === null) continue
    if (!arrived.has(body.event_id)) lost.push(`receiver: ${body.event} ${body.event_id} of conversation ${conversation}`)
    const before = sequences.get(conversation) ?? 0
    if (body.sequence > before + 1) lost.push(`feed: conversation ${conversation} goes from sequence ${before} to ${body.sequence}`)
    if (body.sequence <= before) outOfOrder.push(`feed: conversation ${conversation} goes from sequence ${before} to ${body.sequence}`)
    sequences.set(conversation, body.sequence)
  }
  for (const { id, content } of acknowledged) if (!created.has(id)) lost.push(`feed: "${content}" (${id})`)
}

async function history(world: World, path: string, token = ''): Promise<Written[]> {
  const messages: Written[] = []
  for (;;) {
    const answer = await get(world, `${path}?after=${messages.at(-1)?.id ?? 0}`, token)
    const page: Written[] = answer.payload ?? answer
    if (page.length === 0) return messages
    messages.push(...page)
  }
}

async function feed(world: World): Promise<any[]> {
  const bodies: any[] = []
  for (let after = '', more = true; more;) {
    const { payload, meta } = await get(world, `${world.api}/events?limit=500${after && `&after=${after}`}`, world.token)
    bodies.push(...payload)
    after = encodeURIComponent(meta.cursor)
    more = meta.has_more
  }
  return bodies
}

async function get(world: World, path: string, token: string): Promise<any> {
  const response = await fetch(world.url + path, { headers: { api_access_token: token } })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}
