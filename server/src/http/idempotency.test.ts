import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { startTestApp, type Answer, type TestApp } from '../../test/harness.ts'
import { startRival } from '../../test/rival.ts'
import { makeWorld, type World } from '../../test/world.ts'
import { forgetOldKeys } from '../jobs/retention.ts'
import { answerKey, claimKey, renewKey } from './keys.ts'

// Two nodes on one database: the second is loaded anew, so that it shares nothing with the first but PostgreSQL.

let connection: Awaited<ReturnType<typeof freshDatabase>>
let nodes: [TestApp, TestApp]
let world: World
let own: string
let agent: string
let messages: string

beforeAll(async () => {
  connection = await freshDatabase()
  const env = { CONVERSATION_MESSAGE_PER_MINUTE_LIMIT: '100000', ENABLE_ACCOUNT_SIGNUP: 'true', LOG_LEVEL: 'silent' }
  const first = await startTestApp(env, connection)
  vi.resetModules()
  const other = await import('../../test/harness.ts')
  nodes = [first, await other.startTestApp(env, connection)]
  world = await makeWorld(first)
  own = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts`
  agent = `/api/v1/accounts/${world.account}`
  messages = `${agent}/conversations/${world.conversation}/messages`
})
afterAll(async () => {
  for (const node of nodes) await node.close()
})

const query = (text: string, values: unknown[] = []) => nodes[0].db.query(text, values)
let keys = 0
const newKey = () => `key-${++keys}`
interface By {
  node?: TestApp
  token?: string
}

const post = (path: string, key: string, body?: unknown, { node = nodes[0], token }: By = {}) => {
  const caller = token ?? (path.startsWith(agent) ? world.maya.token : undefined)
  return node.call('POST', path, { token: caller, body, headers: { 'idempotency-key': key } })
}
const replayed = ({ headers }: Answer) => headers.get('idempotent-replayed')
const countOf = async (content: string) => (await query('select count(*) from messages where content = $1', [content]))[0]!.count as number
const row = async (key: string) => (await query('select * from idempotency_keys where key = $1', [key]))[0]

describe('the same request again', () => {
  test('is answered as the first time, and nothing is done', async () => {
    const key = newKey()
    const first = await post(messages, key, { content: 'once', content_attributes: { a: 1, b: 2 } })
    const again = await post(messages, key, { content_attributes: { b: 2, a: 1 }, content: 'once' }, { node: nodes[1] })
    expect([first.status, replayed(first)]).toEqual([200, null])
    expect([again.status, replayed(again), again.headers.get('content-type')]).toEqual([200, 'true', first.headers.get('content-type')])
    expect(again.body).toEqual(first.body)
    expect(await countOf('once')).toBe(1)
  })

  test('holds for what is refused, for an empty answer, and for null', async () => {
    const refused = newKey()
    for (const again of [null, 'true']) {
      const answer = await post(`${agent}/contacts`, refused, { email: 'no at' })
      expect([answer.status, answer.body.attributes, replayed(answer)]).toEqual([422, ['email'], again])
    }
    const empty = newKey()
    const unassigned = newKey()
    for (const again of [null, 'true']) {
      const typing = await post(`${agent}/conversations/${world.conversation}/toggle_typing_status`, empty, { typing_status: 'on' })
      expect([typing.status, typing.body, replayed(typing)]).toEqual([200, null, again])
      const nobody = await post(`${agent}/conversations/${world.conversation}/assignments`, unassigned, { assignee_id: 0 })
      expect([nobody.status, nobody.body, nobody.headers.get('content-type'), replayed(nobody)]).toEqual([200, null, 'application/json; charset=utf-8', again])
    }
  })

  test('is a 422 when it says something else', async () => {
    const key = newKey()
    await post(messages, key, { content: 'said' })
    const others: [string, unknown][] = [[messages, { content: 'other' }], [messages, { content: 'said', private: true }], [`${messages}?private=true`, { content: 'said' }], [`${agent}/contacts`, { content: 'said' }]]
    for (const [path, body] of others) {
      expect(await post(path, key, body)).toMatchObject({ status: 422, body: { error: 'Idempotency-Key was used for another request' } })
    }
    expect(await countOf('other')).toBe(0)
  })

  test('is taken anew after 24 hours, and forgotten', async () => {
    const key = newKey()
    await post(messages, key, { content: 'daily' })
    const age = `update idempotency_keys set created_at = now() - interval '25 h' where key = $1`
    await query(age, [key])
    expect(replayed(await post(messages, key, { content: 'daily' }))).toBeNull()
    expect(replayed(await post(messages, key, { content: 'daily' }))).toBe('true')
    expect(await countOf('daily')).toBe(2)
    await query(age, [key])
    await forgetOldKeys(nodes[0].db)
    expect(await row(key)).toBeUndefined()
  })

  test('keeps no secret in clear', async () => {
    const key = newKey()
    const first = await post(`${agent}/inboxes`, key, { name: 'Sealed', channel: { type: 'api' } })
    expect((await row(key))!.body).not.toContain(first.body.secret)
    expect((await post(`${agent}/inboxes`, key, { name: 'Sealed', channel: { type: 'api' } })).body).toEqual(first.body)
  })

  test('compares files by their content, and keeps one copy', async () => {
    const key = newKey()
    const send = (text: string) => {
      const form = new FormData()
      form.set('content', 'with a file')
      form.set('attachments[]', new Blob([text], { type: 'text/plain' }), 'a.txt')
      return post(`${own}/${world.omar.source_id}/conversations/${world.conversation}/messages`, key, form)
    }
    const first = await send('alpha')
    const again = await send('alpha')
    expect([again.body, replayed(again), again.headers.get('access-control-expose-headers')]).toEqual([first.body, 'true', 'idempotent-replayed'])
    expect((await send('omega')).status).toBe(422)
    const files = await readdir(join(nodes[0].config.dataDir, 'files'), { recursive: true, withFileTypes: true })
    expect(files.filter((entry) => entry.isFile())).toHaveLength(1)
  })
})

describe('at once', () => {
  test('twenty on two nodes are one', async () => {
    for (const [path, body] of [[messages, { content: 'rush' }], [own, {}], [`${own}/${world.omar.source_id}/conversations`, {}], [`${agent}/contacts`, { name: 'Rush' }]] as const) {
      const key = newKey()
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => post(path, key, body, { node: nodes[index % 2]! })))
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
      expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1)
      expect(answers.filter((answer) => replayed(answer) === null)).toHaveLength(1)
    }
    expect(await countOf('rush')).toBe(1)
  })

  test('the second waits no longer than it may', async () => {
    const key = newKey()
    const hasty = await startTestApp({ IDEMPOTENCY_WAIT: '0' }, connection)
    onTestFinished(() => hasty.close())
    const rival = await startRival(nodes[0].db, connection)
    await rival.query('select 1 from conversations where account_id = $1 and display_id = $2 for update', [world.account, world.conversation])
    const labels = `${agent}/conversations/${world.conversation}/labels`
    const first = post(labels, key, { labels: ['slow'] })
    await rival.blocks(1)
    expect(await post(labels, key, { labels: ['slow'] }, { node: hasty })).toMatchObject({ status: 409, body: { error: expect.any(String) } })
    expect((await post(labels, key, { labels: ['fast'] }, { node: nodes[1] })).status).toBe(422)
    const patient = post(labels, key, { labels: ['slow'] }, { node: nodes[1] })
    await rival.commit()
    expect((await first).status).toBe(200)
    expect(replayed(await patient)).toBe('true')
    expect(replayed(await post(labels, key, { labels: ['slow'] }, { node: nodes[1] }))).toBe('true')
  })
})

test('a hold lapses unless it is renewed, and then counts for nothing', async () => {
  const { db } = nodes[0]
  const claim = async () => {
    const claimed = await claimKey(db.query, 'a scope', 'a key', 'a fingerprint')
    return claimed.state === 'mine' ? claimed.claim : claimed.state
  }
  const lapse = () => query(`update idempotency_keys set locked_until = now() where scope = 'a scope'`)
  const first = await claim()
  if (typeof first === 'string') return expect.fail(first)
  expect(await claim()).toBe('busy')
  await lapse()
  await renewKey(db.query, first)
  expect(await claim()).toBe('busy')
  await lapse()
  expect(await claim()).toMatchObject({ key: 'a key', outcome: null })
  await answerKey(db.query, first, { status: 200, content_type: null, location: null, body: 'late' })
  expect(await claim()).toBe('busy')
})

describe('a request that fails', () => {
  test('leaves its key free', async () => {
    const key = newKey()
    await query(`create function fail() returns trigger language plpgsql as $$ begin raise exception 'on purpose'; end $$`)
    await query(`create trigger fail before insert on messages for each row when (new.content = 'unlucky') execute function fail()`)
    expect((await post(messages, key, { content: 'unlucky' })).status).toBe(500)
    expect(await row(key)).toBeUndefined()
    await query('drop trigger fail on messages')
    const again = await post(messages, key, { content: 'unlucky' })
    expect([again.status, replayed(again)]).toEqual([200, null])
  })

  test('before it is known who calls does not touch the key', async () => {
    const key = newKey()
    expect((await post(messages, key, { content: 'mine' }, { token: 'wrong' })).status).toBe(401)
    expect((await post(`${own}/nobody/conversations`, key)).status).toBe(404)
    expect(await row(key)).toBeUndefined()
    expect((await post(messages, key, { content: 'mine' })).status).toBe(200)
  })

  test.each(['', ' ', 'k'.repeat(256)])('for a key such as "%s" is a 422', async (key) => {
    expect(await post(messages, key, { content: 'bad key' })).toMatchObject({ status: 422, body: { error: 'Idempotency-Key must have 1 to 255 characters' } })
    expect(await countOf('bad key')).toBe(0)
  })

  test('takes keys of any other kind', async () => {
    for (const key of ['k'.repeat(255), `"quoted'; drop table messages --"`, 'Ã©\u00ff']) {
      expect((await post(messages, key, { content: 'odd key' })).status).toBe(200)
      expect(replayed(await post(messages, key, { content: 'odd key' }))).toBe('true')
    }
    expect(await countOf('odd key')).toBe(3)
  })
})

describe('keys of others', () => {
  test('never meet', async () => {
    const key = newKey()
    const stranger = await makeWorld(nodes[0], 'globex')
    const asked = [
      await post(messages, key, { content: 'shared' }),
      await post(messages, key, { content: 'shared' }, { token: world.noah.token }),
      await post(`/api/v1/accounts/${stranger.account}/conversations/${stranger.conversation}/messages`, key, { content: 'shared' }, { token: stranger.maya.token }),
      await post(`${own}/${world.omar.source_id}/conversations/${world.conversation}/messages`, key, { content: 'shared' }),
      await post(`/public/api/v1/inboxes/${stranger.inbox.identifier}/contacts/${stranger.omar.source_id}/conversations/${stranger.conversation}/messages`, key, { content: 'shared' }),
      await post(own, key, { source_id: 'device 1' }),
      await post(own, key, { source_id: 'device 2' }),
      await post(own, key, {}),
    ]
    expect(asked.map((answer) => [answer.status, replayed(answer)])).toEqual(asked.map(() => [200, null]))
    expect(await countOf('shared')).toBe(5)
  })

  test('are of no use where the wire has no use for them', async () => {
    const key = newKey()
    expect((await nodes[0].call('GET', messages, { token: world.maya.token, headers: { 'idempotency-key': key } })).status).toBe(200)
    await post('/api/v1/accounts', key, { account_name: 'x' })
    expect(await row(key)).toBeUndefined()
  })
})

test('the answer given again leads where the first one led', async () => {
  const bringIn = () => {
    const form = new FormData()
    form.set('import_file', new Blob(['email\nlocation@example.org'], { type: 'text/csv' }), 'people.csv')
    return post(`${agent}/contacts/import`, 'import-once', form)
  }
  const [first, again] = [await bringIn(), await bringIn()]
  expect([first.status, replayed(first), again.status, replayed(again)]).toEqual([200, null, 200, 'true'])
  expect(first.headers.get('location')).toMatch(/imports\/\d+$/)
  expect(again.headers.get('location')).toBe(first.headers.get('location'))
})
