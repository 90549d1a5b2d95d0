import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectForm } from './form.ts'
import { publicMessage } from './forms.ts'
import { multipart, openStage, png, type Stage } from './stage.ts'

// Attachments and the limits of the client API (§1.6, §4.3, §4.7), each with small settings.

let stage: Stage

describe('attachments', () => {
  beforeAll(async () => { stage = await openStage({ MAXIMUM_FILE_UPLOAD_SIZE: '1' }) })
  afterAll(() => stage.close())

  const send = (body: unknown) => stage.omar('POST', `${stage.thread}/messages`, body)
  const stored = async () =>
    (await readdir(join(stage.app.config.dataDir, 'files'), { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile()).length

  test('are kept as they came, and shown by the type they were sent with', async () => {
    const files: [string, string, string | Buffer<ArrayBuffer>, string, string | null][] = [
      ['steps.png', 'image/png', png, 'image', 'png'], ['scan.svg', 'image/svg+xml', '<svg/>', 'file', 'svg'], ['clip.MP4', 'video/mp4', 'video', 'video', 'mp4'],
      ['voice.ogg', 'audio/ogg', 'audio', 'audio', 'ogg'], ['README', 'text/plain', 'read me', 'file', null], ['Grüße 😀.txt', 'text/plain', 'ä', 'file', 'txt'], ['empty.txt', 'text/plain', '', 'file', 'txt'],
    ]
    const { status, body } = await send(multipart({ content: 'look' }, files.map(([name, type, content]) => [name, type, content])))
    expect(status).toBe(200)
    expectForm(body, publicMessage)
    for (const [index, [name, type, content, file_type, extension]] of files.entries()) {
      const shown = body.attachments[index]
      expect(shown).toMatchObject({ message_id: body.id, file_type, extension, content_type: type, file_size: Buffer.byteLength(content), width: null, height: null })
      expect('transcribed_text' in shown).toBe(file_type === 'audio')
      expect(decodeURIComponent(new URL(shown.data_url).pathname.split('/').at(-1)!)).toBe(name)
      const answer = await fetch(shown.data_url)
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(content))
      expect(answer.headers.get('content-disposition')).toMatch(['image', 'video', 'audio'].includes(file_type) ? /^inline/ : /^attachment/)
    }
    expect((await stage.omar('GET', `${stage.thread}/messages`)).body.at(-1).attachments).toEqual(body.attachments)
    expect((await send(multipart({}, [['only.png', 'image/png', png]]))).body.content).toBeNull()
  })

  test('that are refused leave nothing behind', async () => {
    const before = await stored()
    const files = (count: number, size = 1): [string, string, string][] => Array.from({ length: count }, (_, index) => [`${index}.txt`, 'text/plain', 'x'.repeat(size)])
    const tooLarge = [413, { status: 413, error: 'Payload Too Large' }]
    const refusals: [unknown, unknown[], string?][] = [
      [multipart({ content: 'x' }, files(1, 1024 * 1024 + 1)), tooLarge], [multipart({ content: 'x' }, files(16)), tooLarge],
      [multipart({ content: 'x'.repeat(150_001) }, files(2)), [422, { message: 'Content is too long (maximum is 150000 characters)', attributes: ['content'] }]],
      [multipart({}, files(1)), [404, { status: 404, error: 'Not Found' }], '/conversations/99999/messages'],
      [{ attachments: ['a-signed-id'] }, [422, { error: 'attachments must be files' }]],
    ]
    for (const [body, wanted, path = `${stage.thread}/messages`] of refusals) {
      const answer = await stage.omar('POST', path, body)
      expect([answer.status, answer.body]).toEqual(wanted)
    }
    const [row] = await stage.app.db.query<{ count: number }>('select count(*) from attachments')
    expect(row!.count).toBe(before)
    // Files are thrown away after the answer has gone out.
    while (await stored() !== before) await new Promise((resolve) => setTimeout(resolve, 5))
    expect((await send(multipart({}, files(15, 1024)))).body.attachments).toHaveLength(15)
    expect((await send(multipart({}, files(1, 1024 * 1024)))).body.attachments[0].file_size).toBe(1024 * 1024)
  })

  test('go with their message and with their contact', async () => {
    const { body } = await stage.maya('POST', `${stage.thread}/messages`, multipart({ content: 'x' }, [['gone.txt', 'text/plain', 'gone']]))
    const url = body.attachments[0].data_url
    await stage.maya('DELETE', `${stage.thread}/messages/${body.id}`)
    expect((await fetch(url)).status).toBe(404)
    await stage.maya('DELETE', `/contacts/${stage.world.omar.id}`)
    expect(await stored()).toBe(0)
  })
})

describe('the flood guard', () => {
  beforeAll(async () => { stage = await openStage({ CONVERSATION_MESSAGE_PER_MINUTE_LIMIT: '3' }) })
  afterAll(() => stage.close())

  test('lets three messages a minute into a conversation, however they come, and leaves others alone', async () => {
    const path = `${stage.thread}/messages`
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => stage.omar('POST', path, { content: `m${index}` })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 422, 422, 422, 422, 422])
    expect(answers.find(({ status }) => status === 422)!.body).toEqual({ message: 'Too many messages', attributes: ['base'] })
    expect(await stage.maya('POST', path, { content: 'x' })).toMatchObject({ status: 422, body: { error: 'Validation failed: Too many messages' } })
    expect(await stage.omar('GET', path)).toMatchObject({ status: 200, body: { length: 3 } })
    expect((await stage.omar('POST', `${stage.thread}/toggle_status`)).status).toBe(200)
    const { id } = (await stage.omar('POST', '/conversations')).body
    expect((await stage.omar('POST', `/conversations/${id}/messages`, { content: 'elsewhere' })).status).toBe(200)
  })
})

describe('the throttle', () => {
  beforeAll(async () => { stage = await openStage({ TRUST_PROXY: 'true', RACK_ATTACK_LIMIT: '5', RACK_ATTACK_ALLOWED_IPS: '198.51.100.0/24, 2001:db8::1' }) })
  afterAll(() => stage.close())

  const from = (address: string, path = '/conversations') => stage.omar('GET', path, undefined, { 'x-forwarded-for': address })

  test('counts each address on every path, handshakes included', async () => {
    for (let count = 0; count < 5; count += 1) expect((await from('203.0.113.7', count % 2 ? '/nonsense' : '')).status).toBe(count % 2 ? 404 : 200)
    const refused = await from('203.0.113.7')
    expect([refused.status, refused.body, refused.headers.get('content-type'), refused.headers.get('retry-after')]).toEqual([429, 'Retry later\n', expect.stringMatching(/^text\/plain/), null])
    expect(refused.headers.get('access-control-allow-origin')).toBe('*')
    expect(await handshake('203.0.113.7')).toBe(429)
    expect((await from('203.0.113.8')).status).toBe(200)
    expect(await handshake('203.0.113.8')).toBe(101)
  })

  test('exempts the addresses of the setting, and loopback', async () => {
    for (const address of ['198.51.100.20', '2001:db8::1', '127.0.0.1']) {
      for (let count = 0; count < 8; count += 1) expect([address, (await from(address)).status]).toEqual([address, 200])
    }
  })

  const handshake = (address: string) => new Promise<number>((resolve) => {
    const socket = new WebSocket(`${stage.app.url.replace('http', 'ws')}/cable`, { headers: { 'x-forwarded-for': address } })
    socket.on('upgrade', (response) => resolve(response.statusCode!))
    socket.on('open', () => socket.terminate())
    socket.on('unexpected-response', (request, response) => { resolve(response.statusCode!); request.destroy() })
    socket.on('error', () => undefined)
  })
})
