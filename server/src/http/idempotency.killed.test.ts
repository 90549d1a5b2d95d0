import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { startTestApp, testKey, type Answer, type TestApp } from '../../test/harness.ts'
import { startRival } from '../../test/rival.ts'
import { makeWorld, type World } from '../../test/world.ts'
import { loadConversation } from '../conversations/snapshot.ts'
import { systemCause } from '../events/cause.ts'
import { createMessage } from '../messages/messages.ts'

let connection: Awaited<ReturnType<typeof freshDatabase>>
let app: TestApp
let world: World
let own: string
let agent: string
let messages: string

beforeAll(async () => {
  connection = await freshDatabase()
  app = await startTestApp({}, connection)
  world = await makeWorld(app)
  own = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts`
  agent = `/api/v1/accounts/${world.account}`
  messages = `${agent}/conversations/${world.conversation}/messages`
})
afterAll(() => app.close())

const query = (text: string, values: unknown[] = []) => app.db.query(text, values)
const post = (path: string, key: string, body: unknown) => app.call('POST', path, { token: world.maya.token, body, headers: { 'idempotency-key': key } })
const replayed = ({ headers }: Answer) => headers.get('idempotent-replayed')
const countOf = async (content: string) => (await query('select count(*) from messages where content = $1', [content]))[0]!.count as number

describe('a server that is killed', () => {
  let child: ChildProcess
  /** Asks the one that is to die, and answers when it is dead. */
  let ask: (path: string, key: string, body: unknown) => Promise<void>

  async function startChild() {
    const argument = JSON.stringify({ connection, dataDir: app.config.dataDir, secretKey: testKey })
    child = spawn(process.execPath, [fileURLToPath(new URL('../../test/other_server.ts', import.meta.url)), argument], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const [line] = await once(child.stdout!, 'data') as [Buffer]
    const url = line.toString().trim()
    ask = async (path, key, body) => {
      const headers = { 'content-type': 'application/json', api_access_token: world.maya.token, 'idempotency-key': key }
      await expect(fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })).rejects.toBeInstanceOf(TypeError)
    }
  }

  async function kill(rival: Awaited<ReturnType<typeof startRival>>) {
    child.kill('SIGKILL')
    await once(child, 'exit')
    await query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
    await rival.commit()
    // Its hold would lapse within 15 seconds.
    await query('update idempotency_keys set locked_until = now() where status is null')
  }

  test('between the commit and the answer has done it once, and the answer is made again', async () => {
    await startChild()
    await query('create function hold_answer() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(4711); return new; end $$')
    await query('create trigger hold_answer before update on idempotency_keys for each row when (new.status is not null) execute function hold_answer()')
    const rival = await startRival(app.db, connection)
    await rival.query('select pg_advisory_xact_lock(4711)')
    const asked: [string, unknown][] = [
      [messages, { content: 'killed agent' }],
      [`${own}/${world.omar.source_id}/conversations/${world.conversation}/messages`, { content: 'killed client' }],
      [`${agent}/conversations`, { source_id: world.omar.source_id, message: { content: 'killed start' } }],
      [`${own}/${world.omar.source_id}/conversations`, { custom_attributes: { killed: 'yes' } }],
      [own, { name: 'Killed Client' }],
      [`${agent}/contacts`, { name: 'Killed Contact', inbox_id: world.inbox.id }],
    ]
    const pending = asked.map(([path, body], index) => ask(path, `killed ${index}`, body))
    await rival.blocks(asked.length)
    await kill(rival)
    await Promise.all(pending)
    await query('drop trigger hold_answer on idempotency_keys')

    for (const [index, [path, body]] of asked.entries()) {
      const again = await post(path, `killed ${index}`, body)
      expect([path, again.status, replayed(again)]).toEqual([path, 200, 'true'])
      expect((await post(path, `killed ${index}`, body)).body).toEqual(again.body)
    }
    for (const content of ['killed agent', 'killed client', 'killed start']) expect([content, await countOf(content)]).toEqual([content, 1])
    expect(await query(`select name, count(*) from contacts where name like 'Killed %' group by name order by name`)).toEqual(
      [{ name: 'Killed Client', count: 1 }, { name: 'Killed Contact', count: 1 }])
    expect(await query(`select count(*) from conversations where custom_attributes ->> 'killed' = 'yes'`)).toEqual([{ count: 1 }])
    expect(await query(`select count(*) from contact_inboxes s join contacts p on p.id = s.contact_id where p.name like 'Killed %'`)).toEqual([{ count: 2 }])
  })

  test('before the commit has not done it, and the next one does', async () => {
    await startChild()
    const rival = await startRival(app.db, connection)
    await rival.query('select 1 from conversations where account_id = $1 and display_id = $2 for update', [world.account, world.conversation])
    const pending = ask(messages, 'early', { content: 'killed early' })
    await rival.blocks(1)
    await kill(rival)
    await pending
    expect(await countOf('killed early')).toBe(0)
    const again = await post(messages, 'early', { content: 'killed early' })
    expect([again.status, replayed(again), await countOf('killed early')]).toEqual([200, null, 1])
  })
})

test('a request whose hold has lapsed writes nothing', async () => {
  const { db } = app
  const [{ id }] = await query('select id from conversations where account_id = $1 and display_id = $2', [world.account, world.conversation]) as [{ id: number }]
  const key = { scope: 'of nobody', key: 'lapsed', owner: randomUUID(), outcome: null }
  const late = createMessage(db, { ...systemCause, key }, (await loadConversation(db.query, id))!, { message_type: 1, content: 'late', sender: null })
  await expect(late).rejects.toMatchObject({ status: 409 })
  expect(await countOf('late')).toBe(0)

  const rival = await startRival(app.db, connection)
  await query('create function slow() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(4712); return new; end $$')
  await query(`create trigger slow before insert on contacts for each row when (new.name = 'Slow') execute function slow()`)
  await rival.query('select pg_advisory_xact_lock(4712)')
  const slow = post(`${agent}/contacts`, 'slow', { name: 'Slow' })
  await rival.blocks(1)
  await query(`update idempotency_keys set owner = gen_random_uuid() where key = 'slow'`)
  await rival.commit()
  expect(await slow).toMatchObject({ status: 409, body: { error: expect.any(String) } })
  expect(await query(`select count(*) from contacts where name = 'Slow'`)).toEqual([{ count: 0 }])
})
