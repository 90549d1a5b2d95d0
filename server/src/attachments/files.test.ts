import { Readable } from 'node:stream'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'
import { removeFile, storeFile } from './storage.ts'

let app: TestApp
let world: World

beforeAll(async () => {
  app = await startTestApp()
  world = await makeWorld(app)
})
afterAll(() => app.close())

async function send(content: string | Uint8Array<ArrayBuffer>, type: string, name: string) {
  const form = new FormData()
  form.set('attachments[]', new Blob([content], { type }), name)
  const messages = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${world.omar.source_id}/conversations/${world.conversation}/messages`
  return (await app.call('POST', messages, { body: form })).body.attachments[0] as { data_url: string; thumb_url: string; file_size: number }
}

const get = (url: string, init?: RequestInit) => fetch(app.url + new URL(url, app.url).pathname + new URL(url, app.url).search, init)

test('a picture is shown, to anyone with its address', async () => {
  const { data_url, file_size } = await send('a picture', 'image/png', 'café 1%.png')
  expect(data_url).toMatch(/^http:\/\/.+\/rails\/active_storage\/blobs\/redirect\/\w{24}\/caf%C3%A9%201%25\.png$/)
  const answer = await get(data_url)
  expect(await answer.text()).toBe('a picture')
  expect(answer.status).toBe(200)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/png', 'content-length': String(file_size), 'accept-ranges': 'bytes', 'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'", 'cache-control': 'private, max-age=31536000, immutable',
    'content-disposition': `inline; filename="caf_ 1_.png"; filename*=UTF-8''caf%C3%A9%201%25.png`,
  })
  expect((await get(`${data_url}?disposition=attachment`)).headers.get('content-disposition')).toMatch(/^attachment/)
  expect((await get(data_url, { headers: { api_access_token: 'any' } })).status).toBe(200)
  // Not by fetch, which adds that it wants no cached answer.
  const again = await request(app.url + new URL(data_url).pathname, { headers: { 'if-none-match': answer.headers.get('etag')! } })
  expect([again.statusCode, await again.body.text()]).toEqual([304, ''])
})

test('a film is sent in parts', async () => {
  const { data_url } = await send('0123456789', 'video/mp4', 'film.mp4')
  const part = await get(data_url, { headers: { range: 'bytes=2-5' } })
  expect([part.status, part.headers.get('content-range'), part.headers.get('content-length'), await part.text()]).toEqual([206, 'bytes 2-5/10', '4', '2345'])
  expect((await get(data_url, { headers: { range: 'bytes=50-' } })).status).toBe(416)
  const head = await get(data_url, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
})

test.each([['text/html', 'page.html'], ['image/svg+xml', 'drawing.svg'], ['application/pdf', 'paper.pdf'], ['text/html', 'page.png'], ['nonsense', 'x']])(
  'a file of type %s called %s is only saved', async (type, name) => {
    const answer = await get((await send('<script>alert(1)</script>', type, name)).data_url)
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
  })

test('a thumbnail has an address of its own kind, too', async () => {
  const { data_url } = await send('a picture', 'image/png', 'a.png')
  const key = new URL(data_url).pathname.split('/').at(-2)
  const answer = await get(`/rails/active_storage/representations/redirect/${key}/250/a.png`)
  expect([answer.status, await answer.text()]).toEqual([200, 'a picture'])
})

test.each(['1'.repeat(24), '..%2F..%2F..%2Fsecret_key', '..', 'x'.repeat(500), '%00'])('the key %s leads nowhere', async (key) => {
  for (const name of ['a.png', 'a.txt', '..%2F..%2Fa.png']) {
    const answer = await get(`/rails/active_storage/blobs/redirect/${key}/${name}`)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, null])
    expect(await answer.json()).toHaveProperty('error')
  }
})

test('a file that is removed while it is asked for was there or was not', async () => {
  const statuses = []
  for (let wait = 0; wait < 300; wait++) {
    const { blob_key } = await storeFile(app.config.dataDir, Readable.from(['a picture']))
    const answer = get(`/rails/active_storage/blobs/redirect/${blob_key}/a.png`)
    for (let turn = 0; turn < wait % 60; turn++) await new Promise(setImmediate)
    await removeFile(app.config.dataDir, blob_key)
    const { status, headers } = await answer
    statuses.push(status)
    if (status === 404) expect([headers.get('cache-control'), await (await answer).json()]).toEqual([null, expect.objectContaining({ error: expect.any(String) })])
  }
  expect(statuses.filter((status) => status !== 200 && status !== 404)).toEqual([])
})
