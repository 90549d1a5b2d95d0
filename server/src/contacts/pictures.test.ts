import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'
import { createDownloader } from '../attachments/download.ts'
import { createGuard } from '../deliveries/guard.ts'
import { fetchPictures } from './fetch_pictures.ts'

let app: TestApp
let world: World
let server: Server
let visits: string[]
let answer: (response: ServerResponse, path: string) => void

const png = Buffer.from('89504e470d0a1a0a0000', 'hex')
const open = new AbortController().signal

beforeAll(async () => {
  app = await startTestApp()
  world = await makeWorld(app)
  server = createServer((request, response) => {
    visits.push(request.url!)
    answer(response, request.url!)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
beforeEach(() => {
  visits = []
  answer = (response) => response.end(png)
})
afterEach(() => app.db.query('delete from picture_wishes'))
afterAll(async () => {
  await app.close()
  server.closeAllConnections()
  server.close()
})

const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
const contacts = `/contacts`
const call = (method: string, path: string, body?: unknown) => app.call(method, `/api/v1/accounts/${world.account}${path}`, { token: world.maya.token, body })
const create = async (body: object) => (await call('POST', contacts, body)).body.payload.contact
const seen = async (id: number) => (await call('GET', `${contacts}/${id}`)).body.payload
const wishes = () => app.db.query('select contact_id, url, attempts, due_at > now() as later from picture_wishes')
/** A try that has failed moves the next one further away than one that is under way. */
const failed = () => app.db.query(`select attempts from picture_wishes where due_at > now() + interval '2 minutes'`)
const overdue = () => app.db.query(`update picture_wishes set due_at = now() - interval '1 s'`)
/** The picture, once the app's own job has fetched it. */
const pictured = (id: number, before = '') => vi.waitFor(async () => {
  const contact = await seen(id)
  expect(contact.thumbnail).not.toBe(before)
  return contact
}, 10_000)

test('a picture is fetched in the background, and every other change waits for none', async () => {
  const { id, thumbnail } = await create({ name: 'Ada', avatar_url: at('/a.png') })
  expect(thumbnail).toBe('')
  const first = await pictured(id)
  expect(first.thumbnail).toMatch(/\/rails\/active_storage\/blobs\/redirect\/\w{24}\/avatar\.png$/)
  expect(first.additional_attributes).toEqual({ last_avatar_sync_at: expect.stringMatching(/Z$/), avatar_url_hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  const served = await fetch(app.url + new URL(first.thumbnail).pathname)
  expect(Buffer.from(await served.arrayBuffer())).toEqual(png)
  expect(await app.db.query(`select changes -> 'avatar_url' ->> 0 as old from events where contact_id = $1 and name = 'contact.updated'`, [id])).toEqual([{ old: '' }])

  // The same address is not fetched again; another one replaces it, a minute after the first try at the earliest.
  await call('PATCH', `${contacts}/${id}`, { avatar_url: at('/a.png') })
  expect(await wishes()).toEqual([])
  answer = (response) => response.end(Buffer.from('474946383961000000000000', 'hex'))
  await call('PATCH', `${contacts}/${id}`, { avatar_url: at('/b.gif') })
  expect(await wishes()).toEqual([{ contact_id: id, url: at('/b.gif'), attempts: 0, later: true }])
  await overdue()
  expect((await pictured(id, first.thumbnail)).thumbnail).toMatch(/avatar\.gif$/)
  expect((await fetch(app.url + new URL(first.thumbnail).pathname)).status).toBe(404)
  expect(visits).toEqual(['/a.png', '/b.gif'])
})

test('a client is pictured once, and what it names is no web address', async () => {
  const door = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts`
  const { body } = await app.call('POST', door, { body: { name: 'Cora', avatar_url: at('/c.png') } })
  const { thumbnail } = await pictured(body.id)
  await app.call('PATCH', `${door}/${body.source_id}`, { body: { avatar_url: at('/d.png') } })
  for (const avatar_url of ['javascript:alert(1)', '/rails/active_storage/x', 'data:image/png;base64,', 'https://', 'ftp://example.org/a.png']) {
    expect((await create({ name: 'None', avatar_url })).thumbnail).toBe('')
  }
  expect(await wishes()).toEqual([])
  expect((await seen(body.id)).thumbnail).toBe(thumbnail)
})

test('a picture that comes with the request is the one that is wanted', async () => {
  const { id } = await create({ name: 'Dan', avatar_url: at('/slow.png'), additional_attributes: { last_avatar_sync_at: new Date(Date.now() - 1000).toISOString() } })
  expect(await wishes()).toMatchObject([{ contact_id: id, later: true }])
  const form = new FormData()
  form.set('avatar', new Blob([png], { type: 'image/png' }), 'a.png')
  form.set('avatar_url', at('/other.png'))
  expect((await call('PATCH', `${contacts}/${id}`, form)).body.payload.thumbnail).toMatch(/avatar\.png$/)
  expect(await wishes()).toEqual([])
})

describe('what is no picture', () => {
  const failures: [string, (response: ServerResponse, path: string) => void][] = [
    ['a page', (response) => response.end('<html>')],
    ['a drawing with scripts', (response) => response.writeHead(200, { 'content-type': 'image/png' }).end('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['nothing there', (response) => response.writeHead(404).end(png)],
    ['announced as too big', (response) => response.writeHead(200, { 'content-length': 15 * 1024 * 1024 + 1 }).write(png)],
    ['too big without a word', (response) => { response.write(png); for (let n = 0; n < 16; n++) response.write(Buffer.alloc(1024 * 1024)); response.end() }],
    ['a circle', (response, path) => response.writeHead(302, { location: path }).end()],
    ['the credentials of the machine', (response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end()],
    ['a file', (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end()],
  ]
  test.each(failures)('%s is given up silently and not fetched again', async (name, answers) => {
    answer = answers
    const { id } = await create({ name, avatar_url: at('/x.png') })
    const contact = await vi.waitFor(async () => {
      const found = await seen(id)
      expect(found.additional_attributes).toHaveProperty('avatar_url_hash')
      return found
    }, 10_000)
    expect(contact.thumbnail).toBe('')
    expect(await wishes()).toEqual([])
    expect(await app.db.query(`select 1 from events where contact_id = $1 and name = 'contact.updated'`, [id])).toEqual([])
    await call('PATCH', `${contacts}/${id}`, { avatar_url: at('/x.png') })
    expect(await wishes()).toEqual([])
  })

  test('a picture for a contact that breaks a rule of today is given up', async () => {
    answer = (response) => response.end(png)
    const { id } = await create({ name: 'Odd', avatar_url: at('/odd.png'), additional_attributes: { last_avatar_sync_at: new Date(Date.now() - 1000).toISOString() } })
    await app.db.query(`update contacts set phone_number = 'none' where id = $1`, [id])
    await overdue()
    await vi.waitFor(async () => expect(await wishes()).toEqual([]), 10_000)
    expect((await seen(id)).thumbnail).toBe('')
  })

  test('a server that is ill is tried three times', async () => {
    answer = (response) => response.writeHead(503).end()
    const { id } = await create({ name: 'Ill', avatar_url: at('/ill.png') })
    for (let attempts = 1; attempts < 3; attempts++) {
      await vi.waitFor(async () => expect(await failed()).toEqual([{ attempts }]), 10_000)
      await overdue()
    }
    await vi.waitFor(async () => expect(await wishes()).toEqual([]), 10_000)
    expect((await seen(id)).additional_attributes).toHaveProperty('avatar_url_hash')
    expect(visits).toHaveLength(3)
  })
})

test('a public server of ours does not look into its own network for strangers', async () => {
  const guard = createGuard({ publicUrl: 'https://desk.example.org', webhookAllowHosts: [] })
  const downloader = createDownloader(guard, app.config.dataDir)
  // Due later, so that the app's own job leaves it alone.
  const { id } = await create({ name: 'Prying', additional_attributes: { last_avatar_sync_at: new Date(Date.now() - 1000).toISOString() }, avatar_url: at('/inside.png') })
  await app.db.transaction(async (query) => {
    await query(`update picture_wishes set due_at = now() - interval '1 s' where contact_id = $1`, [id])
    // Within the transaction nobody else sees that it is due.
    await fetchPictures({ db: { query, transaction: (work) => work(query), close: async () => undefined }, downloader, dataDir: app.config.dataDir }, open)
  })
  expect(visits).toEqual([])
  expect((await seen(id)).additional_attributes).toHaveProperty('avatar_url_hash')
  await downloader.close()
})
