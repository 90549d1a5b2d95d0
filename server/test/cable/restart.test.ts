import { expect, test } from 'vitest'
import { freshDatabase } from '../database.ts'
import { startTestApp } from '../harness.ts'
import { makeWorld } from '../world.ts'
import { connect, contactRoom } from './client.ts'

test('what a server has committed and not told before it died is told by the next one, and positions stay good', async () => {
  const connection = await freshDatabase()
  const first = await startTestApp({}, connection)
  const { omar, inbox, conversation } = await makeWorld(first)
  const room = contactRoom(omar.pubsub_token)
  const messages = `/public/api/v1/inboxes/${inbox.identifier}/contacts/${omar.source_id}/conversations/${conversation}/messages`
  await first.call('POST', messages, { body: { content: 'before' } })
  const before = await subscribe(first.url)
  const { stream_id, epoch, offset } = await before.next() as any
  await first.call('POST', messages, { body: { content: 'told' } })
  await first.db.query(
    `insert into events (account_id, inbox_id, conversation_id, contact_id, name, occurred_at, actor, subject)
     select account_id, inbox_id, conversation_id, contact_id, name, now(), actor, jsonb_set(subject::jsonb, '{message,content}', '"untold"') from events
      where id = (select max(id) from events where name = 'message.created')`, [])
  await first.close()

  const second = await startTestApp({}, connection)
  const after = await subscribe(second.url, { streams: { [stream_id]: { epoch, offset } } })
  const heard: string[] = []
  for (;;) {
    const frame = await after.next()
    if (frame.type === 'confirm_history') break
    expect(frame.type).not.toBe('reject_history')
    if (frame.message?.event === 'message.created') heard.push(frame.message.data.content)
  }
  expect(heard).toEqual(['told', 'untold'])
  for (const { socket } of [before, after]) socket.terminate()
  await second.close()

  async function subscribe(url: string, history?: object) {
    const client = await connect(`${url.replace('http', 'ws')}/cable`, ['actioncable-v1-ext-json'])
    await client.next()
    client.send({ command: 'subscribe', identifier: room, ...(history ? { history } : {}) })
    return client
  }
})
