import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { startRival } from '../../test/rival.ts'
import { makeWorld, type World } from '../../test/world.ts'

// What becomes of files that come with a request, however the request ends.

let connection: Awaited<ReturnType<typeof freshDatabase>>
let app: TestApp
let world: World
let path: string

beforeAll(async () => {
  connection = await freshDatabase()
  app = await startTestApp({ MAXIMUM_FILE_UPLOAD_SIZE: '1' }, connection)
  world = await makeWorld(app)
  path = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${world.omar.source_id}/conversations/${world.conversation}/messages`
})
afterAll(() => app.close())

let before: string[]
beforeEach(async () => { before = await files() })

const files = async () => (await readdir(join(app.config.dataDir, 'files'), { recursive: true, withFileTypes: true }).catch(() => []))
  .filter((entry) => entry.isFile()).map(({ name }) => name).toSorted()
const added = async () => (await files()).filter((name) => !before.includes(name))
const boundary = 'b0undary'
const part = (disposition: string, content: string, type = 'text/plain') =>
  `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`
const end = `--${boundary}--\r\n`

function begin(body: string | Buffer, { length = Buffer.byteLength(body), headers = '' } = {}): Socket {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${length}\r\n${headers}\r\n`)
  socket.write(body)
  return socket
}

async function send(body: string | Buffer) {
  const chunks: Buffer[] = []
  for await (const chunk of begin(body)) chunks.push(chunk as Buffer)
  const [head, text] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n') as [string, string]
  return { status: Number(head.split(' ')[1]), body: JSON.parse(text) }
}

/** Waits for what the server does on its own account. */
async function until(holds: () => Promise<boolean>) {
  while (!await holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('a client that leaves in the middle leaves nothing', async () => {
  const socket = begin(part('name="attachments[]"; filename="a.txt"', 'whole') + part('name="attachments[]"; filename="b.txt"', 'x'.repeat(100_000)).slice(0, -10_000), { length: 500_000 })
  await until(async () => (await added()).length === 2)
  socket.destroy()
  await until(async () => (await added()).length === 0)
})

test('a client that leaves when all is said has said it', async () => {
  const rival = await startRival(app.db, connection)
  await rival.query('select 1 from conversations where display_id = $1 for update', [world.conversation])
  const socket = begin(part('name="content"', 'gone') + part('name="attachments[]"; filename="kept.txt"', 'kept') + end)
  await rival.blocks(1)
  socket.destroy()
  await once(socket, 'close')
  await rival.commit()
  const last = async () => (await app.call('GET', path)).body.at(-1)
  await until(async () => (await last())?.content === 'gone')
  const file = await fetch(app.url + new URL((await last()).attachments[0].data_url).pathname)
  expect([file.status, await file.text()]).toEqual([200, 'kept'])
})

test('a refused request keeps no file', async () => {
  const answer = await send(part('name="attachments[]"; filename="a.txt"', 'a') + part('name="content"', 'x'.repeat(150_001)) + end)
  expect([answer.status, await added()]).toEqual([422, []])
  const large = await send(part('name="attachments[]"; filename="a.txt"', 'a') + part('name="attachments[]"; filename="b.txt"', 'x'.repeat(1024 * 1024 + 1)) + end)
  expect([large.status, await added()]).toEqual([413, []])
})

test('a file that nobody asked for is not kept', async () => {
  const form = part('name="attachments[]"; filename="a.txt"', 'wanted') + part('name="file"; filename="b.txt"', 'x') + part('name="echo_id"; filename="c.txt"', 'x')
  const answer = await send(`${form}${end}`)
  expect([answer.status, answer.body.attachments.length, (await added()).length]).toEqual([200, 1, 1])
})

test.each([
  ['filename="a\0b.txt"', 422], ["filename*=utf-8''a%00b.txt", 422], ["filename*=utf-16le''%00%D8", 422], [`filename="${'n'.repeat(300)}.txt"`, 422],
  ['filename="../../etc/passwd"', 200], ['filename="..\\\\win.ini"', 200], ['filename="größe 😀.txt"', 200], ['filename="a\tb.txt"', 200],
])('a file called by %s is answered', async (name, status) => {
  const answer = await send(`${part(`name="attachments[]"; ${name}`, 'x')}${end}`)
  expect([answer.status, (await added()).length]).toEqual([status, status === 200 ? 1 : 0])
  if (status === 200) expect((await fetch(app.url + new URL(answer.body.attachments[0].data_url).pathname)).status).toBe(200)
})

test('a text cannot pass for a file', async () => {
  const answer = await send(part('name="attachments[]"; filename="a.txt"', 'x') + part('name="attachments[]"', '\0upload:0') + end)
  expect([answer.status, await added()]).toEqual([422, []])
})

test('a connection goes on after an upload that was refused', async () => {
  const many = Array.from({ length: 16 }, () => part('name="attachments[]"; filename="a.txt"', 'x')).join('') + part('name="attachments[]"; filename="b.txt"', 'x'.repeat(900_000)) + end
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
  socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${many.length}\r\n\r\n${many}`)
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  expect(Buffer.concat(chunks).toString('utf8').match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200'])
  expect(await added()).toEqual([])
})

test('what has no file name is a text, whatever type it says; files under one name are all kept; the last of two texts counts', async () => {
  const text = await send(part('name="content"', 'plain', 'application/octet-stream') + end)
  expect(text).toMatchObject({ status: 200, body: { content: 'plain' } })
  const two = await send(part('name="content"', 'first') + part('name="content"', 'second') + part('name="attachments"; filename="a.txt"', 'a') + part('name="attachments"; filename="b.txt"', 'b') + end)
  expect(two).toMatchObject({ status: 200, body: { content: 'second', attachments: [{ extension: 'txt' }, { extension: 'txt' }] } })
})

test('parts of JSON are texts here, as they are in forms', async () => {
  const agent = `/api/v1/accounts/${world.account}/conversations/${world.conversation}/messages`
  const body = part('name="content"', 'x') + part('name="content_attributes"', '{"a":[1]}', 'application/json') + end
  const answer = await app.call('POST', agent, { token: world.maya.token, body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } })
  expect([answer.status, answer.body.content_attributes]).toEqual([200, { a: [1] }])
})

test('fields may not be larger together than a JSON body may be', async () => {
  const fields = Array.from({ length: 3 }, (_, index) => part(`name="x${index}"`, 'x'.repeat(4 * 1024 * 1024))).join('')
  expect(await send(fields + end)).toEqual({ status: 413, body: { status: 413, error: 'Payload Too Large' } })
})
