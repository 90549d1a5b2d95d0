import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Sink, startSink } from '../sink.ts'
import { openStage, type Stage } from './stage.ts'

// Bots that do not take their callbacks (webhooks §5): people get the conversations that wait for them.

let stage: Stage
let sink: Sink
let bot: { id: number }

beforeAll(async () => {
  stage = await openStage()
  sink = await startSink()
  bot = (await stage.maya('POST', '/agent_bots', { name: 'Robo', outgoing_url: sink.url })).body
  await stage.maya('POST', `/inboxes/${stage.world.inbox.id}/set_agent_bot`, { agent_bot: bot.id })
})
afterAll(async () => {
  await sink.close()
  await stage.close()
})
afterEach(() => { sink.answer = (response) => response.end('ok') })

const begin = async () => `/conversations/${(await stage.omar('POST', '/conversations')).body.id}`
const statusOf = async (thread: string) => (await stage.maya('GET', thread)).body.status as string
const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50))
}

describe('a bot that cannot be reached', () => {
  const lines = async (thread: string) =>
    ((await stage.maya('GET', `${thread}/messages`)).body.payload as { message_type: number; content: string }[]).filter(({ message_type }) => message_type === 2).map(({ content }) => content)
  const line = 'Conversation was marked open by system due to an error with the agent bot.'
  const pause = async () => {
    expect((await stage.maya('POST', `/endpoints/agent_bot/${bot.id}/pause`)).body).toMatchObject({ kind: 'agent_bot', id: bot.id, paused_at: expect.any(String) })
    // Until whoever delivers has looked.
    await new Promise((resolve) => setTimeout(resolve, 1300))
  }
  const resume = () => stage.maya('POST', `/endpoints/agent_bot/${bot.id}/resume`)

  test('after three tries leaves its conversations to people, and still hears of them later', async () => {
    const threads = [await begin(), await begin(), await begin()]
    await stage.settled()
    const statuses = [500, 404, 503]
    const contents = statuses.map((status) => `robot? ${status}`)
    sink.answer = (response, { body }) => response.writeHead(statuses[contents.indexOf(body.content)] ?? 200).end()
    for (const [index, thread] of threads.entries()) await stage.omar('POST', `${thread}/messages`, { content: contents[index] })
    for (const thread of threads) await until(async () => await statusOf(thread) === 'open')
    for (const [index, thread] of threads.entries()) {
      expect(await lines(thread)).toEqual([line])
      const tries = sink.received.filter(({ body }) => body.content === contents[index])
      expect(tries.length).toBeGreaterThanOrEqual(3)
      expect(new Set(tries.map(({ delivery }) => delivery)).size).toBe(1)
    }
    // Once: put back, it stays with the bot until its next message is lost.
    for (const thread of threads) await stage.maya('POST', `${thread}/toggle_status`, { status: 'pending' })
    sink.answer = (response) => response.end('ok')
    const { payload } = (await stage.maya('GET', `/deliveries?endpoint_kind=agent_bot&endpoint_id=${bot.id}`)).body
    for (const { id, state } of payload) if (state !== 'delivered') await stage.maya('POST', `/deliveries/${id}/replay`)
    await stage.settled()
    expect(await Promise.all(threads.map(statusOf))).toEqual(['pending', 'pending', 'pending'])
  }, 30_000)

  test('as it is paused: at once', async () => {
    const thread = await begin()
    await stage.settled()
    await pause()
    await stage.omar('POST', `${thread}/messages`, { content: 'anybody?' })
    await until(async () => await statusOf(thread) === 'open')
    expect(await lines(thread)).toEqual([line])
    await resume()
    await stage.settled()
  })

  test('keeps it where the account wants that, and has no say in what is not pending', async () => {
    const [kept, resolved] = [await begin(), await begin()]
    await stage.maya('PATCH', '', { keep_pending_on_bot_failure: true })
    await pause()
    await stage.omar('POST', `${kept}/messages`, { content: 'anybody?' })
    const seenTo = async () => (await stage.app.db.query(`select 1 from deliveries where endpoint_kind = 'agent_bot' and not is_seen_to and state = 'pending' and event like 'message%'`)).length === 0
    await until(seenTo)
    expect(await statusOf(kept)).toBe('pending')
    await stage.maya('PATCH', '', { keep_pending_on_bot_failure: false })
    await stage.maya('POST', `${resolved}/messages`, { content: 'done' })
    await stage.maya('POST', `${resolved}/toggle_status`, { status: 'resolved' })
    await until(seenTo)
    expect([await statusOf(resolved), await statusOf(kept)]).toEqual(['resolved', 'pending'])
    await resume()
    await stage.settled()
  })
})
