import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { startRival } from '../../test/rival.ts'
import { makeWorld, type World } from '../../test/world.ts'

// What is written into a conversation, an inbox or a contact that is being deleted at the same moment.

let connection: Awaited<ReturnType<typeof freshDatabase>>
let app: TestApp
let world: World
let account: string
let contact: { id: number; source_id: string }
let inbox: { id: number; inbox_identifier: string }
let client: string

beforeAll(async () => {
  connection = await freshDatabase()
  app = await startTestApp({}, connection)
  world = await makeWorld(app)
  account = `/api/v1/accounts/${world.account}`
})
afterAll(() => app.close())

const admin = (method: string, path: string, body?: unknown) => app.call(method, account + path, { token: world.maya.token, body })
const rows = async (table: string) => (await app.db.query(`select 1 from ${table} where inbox_id = $1`, [inbox.id])).length
const files = async () => (await readdir(join(app.config.dataDir, 'files'), { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile()).length

async function renew(settings: object = {}) {
  inbox = (await admin('POST', '/inboxes', { name: 'Doomed', ...settings, channel: { type: 'api' } })).body
  contact = (await app.call('POST', `/public/api/v1/inboxes/${inbox.inbox_identifier}/contacts`, { body: {} })).body
  client = `/public/api/v1/inboxes/${inbox.inbox_identifier}/contacts/${contact.source_id}/conversations`
}
beforeEach(() => renew())

const parents = [['inbox', () => `/inboxes/${inbox.id}`, () => `delete from inboxes where id = ${inbox.id}`], ['contact', () => `/contacts/${contact.id}`, () => `delete from contacts where id = ${contact.id}`]] as const

describe.each(parents)('an %s that goes', (_name, path, remove) => {
  test('takes a conversation with it that was started meanwhile, messages and all', async () => {
    await app.call('POST', client)
    const rival = await startRival(app.db, connection)
    await rival.query(`select 1 from inboxes i, contacts c where i.id = $1 and c.id = $2 for key share`, [inbox.id, contact.id])
    const deleting = admin('DELETE', path())
    await rival.blocks(1)
    const started = await admin('POST', '/conversations', { source_id: contact.source_id, message: { content: 'too late' } })
    expect(started.status).toBe(200)
    await rival.commit()
    expect((await deleting).status).toBe(200)
    expect([await rows('conversations'), await rows('messages')]).toEqual([0, 0])
  })

  test.each([false, true])('leaves a 404 to the conversation that comes too late (locked: %s)', async (lock_to_single_conversation) => {
    await renew({ lock_to_single_conversation })
    for (const start of [() => app.call('POST', client), () => admin('POST', '/conversations', { source_id: contact.source_id, message: { content: 'x' } })]) {
      const rival = await startRival(app.db, connection)
      await rival.query(remove())
      const starting = start()
      await rival.blocks(1)
      await rival.commit()
      expect((await starting).status).toBe(404)
      await renew({ lock_to_single_conversation })
    }
    expect(await rows('messages')).toBe(0)
  })

  test('leaves a 404 to the message that comes too late, and no file', async () => {
    const { id } = (await app.call('POST', client)).body
    const before = await files()
    const rival = await startRival(app.db, connection)
    await rival.query(remove())
    const form = new FormData()
    form.append('attachments[]', new Blob(['x']), 'x.txt')
    const writing = app.call('POST', `${client}/${id}/messages`, { body: form })
    await rival.blocks(1)
    await rival.commit()
    expect((await writing).status).toBe(404)
    expect([await rows('messages'), await files()]).toEqual([0, before])
  })

  test('waits for the message that is being written', async () => {
    const { id } = (await app.call('POST', client)).body
    const rival = await startRival(app.db, connection)
    await rival.query('select 1 from contacts where id = $1 for no key update', [contact.id])
    const writing = app.call('POST', `${client}/${id}/messages`, { body: { content: 'in time' } })
    await rival.blocks(1)
    const deleting = admin('DELETE', path())
    await rival.blocks(2)
    await rival.commit()
    expect([(await writing).status, (await deleting).status]).toEqual([200, 200])
    expect([await rows('conversations'), await rows('messages')]).toEqual([0, 0])
  })
})

test('creations and deletions of a locked inbox do not wait for each other for ever', async () => {
  await renew({ lock_to_single_conversation: true })
  const rival = await startRival(app.db, connection)
  await rival.query('select 1 from accounts where id = $1 for update', [world.account])
  // Holds its session and waits for the account's next number.
  const starting = app.call('POST', client)
  await rival.blocks(1)
  const deleting = app.db.query('delete from inboxes where id = $1', [inbox.id])
  await rival.blocks(2)
  await rival.commit()
  await deleting
  expect([200, 404]).toContain((await starting).status)
})
