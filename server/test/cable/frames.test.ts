import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { sendText } from '../../src/cable/frame.ts'
import type { ConversationSnapshot } from '../../src/conversations/snapshot.ts'
import { type Client, contactRoom, subscribed } from './client.ts'
import { masked, readUntil, upgrade } from './raw.ts'
import { addAccount, addContact, addConversation, addInbox, addSession, happen, message, openStage, type Person, type Stage } from './stage.ts'

describe('a frame', () => {
  const edges = [0, 1, 2, 4_096, 4_097, 125, 126, 127, 65_535, 65_536, 65_537, 3_000_000]

  test.each(['raw', 'fallback'])('of any length arrives whole, between those that ws writes itself (%s)', async (way) => {
    const server = createServer().listen(0, '127.0.0.1')
    const sockets = new WebSocketServer({ server, perMessageDeflate: way === 'fallback' ? { threshold: 100 } : false })
    await once(server, 'listening')
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const [socket] = await once(sockets, 'connection') as [WebSocket]
    expect(socket.extensions === '').toBe(way === 'raw')
    const received: string[] = []
    client.on('message', (data: Buffer) => received.push(data.toString()))
    const texts = edges.flatMap((length) => [0, 1, length].filter((split) => split <= length).map((split) => ['a'.repeat(split), 'b'.repeat(length - split)] as const))
    for (const [start, rest] of texts) {
      sendText(socket, Buffer.from(start), Buffer.from(rest))
      socket.ping()
      socket.send('ws itself')
    }
    sendText(socket, Buffer.from('é😀'))
    socket.close(1000)
    // The connection is closing: this must not follow the close frame.
    sendText(socket, Buffer.from('too late'))
    const [code] = await once(client, 'close')
    expect(code).toBe(1000)
    expect(received.length).toBe(texts.length * 2 + 1)
    expect(received.filter((_, index) => index % 2 === 0).every((text, index) => text === (texts[index]?.join('') ?? 'é😀'))).toBe(true)
    sockets.close()
    server.close()
  })
})

describe('broadcasts', () => {
  let stage: Stage
  let omar: Person, conversation: ConversationSnapshot

  beforeAll(async () => {
    stage = await openStage({ cableBufferLimit: 256 })
    const acme = await addAccount(stage.db, 'acme')
    omar = await addSession(stage.db, acme, await addContact(stage.db, acme, 'omar'), await addInbox(stage.db, acme, 'shop'))
    conversation = await addConversation(stage.db, omar.id)
  })
  afterAll(() => stage.stop())

  const say = (content: string) => happen(stage.db, 'message.created', { ...conversation, message: message(conversation, content) })

  test('of 64 kB and more arrive whole, also above the bound of a slow reader', async () => {
    const room = contactRoom(omar.token)
    const ear = await subscribed(stage.url, room)
    const contents = ['€'.repeat(22_000), '😀'.repeat(75_000), 'x'.repeat(150_000)]
    for (const content of contents) {
      await say(content)
      expect((await ear.next()).message?.data.content).toBe(content)
    }
    ear.socket.terminate()
  })

  test('cut off who does not read, and nobody else; what waits is bounded', async () => {
    const room = contactRoom(omar.token)
    const quick = await subscribed(stage.url, room)
    const other = new WebSocket(stage.url)
    await once(other, 'open')
    const slow = await upgrade(stage.port, '/cable', '', 'websocket', masked(JSON.stringify({ command: 'subscribe', identifier: room })))
    await readUntil(slow, 'presence.update')
    slow.pause()
    const cutOff = once(slow, 'close')
    const content = 'x'.repeat(150_000)
    let sent = 0
    // Far more than the bound and the buffers of the system together; the quick reader sets the pace.
    for (; sent < 80; sent += 1) {
      await say(content)
      expect((await quick.next()).message?.data.content.length).toBe(content.length)
    }
    slow.on('error', () => undefined).resume()
    await cutOff
    expect(slow.bytesRead).toBeLessThan(sent * content.length)
    expect([quick.socket.readyState, other.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN])
    other.terminate()
    quick.socket.terminate()
  })

  test('to one that leaves in the middle do not disturb the others', async () => {
    const room = contactRoom(omar.token)
    const ears: Client[] = await Promise.all(Array.from({ length: 20 }, () => subscribed(stage.url, room)))
    for (const [index, ear] of ears.entries()) if (index % 2 === 1) ear.socket.terminate()
    await say('still here')
    const heard = await Promise.all(ears.filter((_, index) => index % 2 === 0).map((ear) => ear.next()))
    expect(heard.map((frame) => frame.message?.data.content)).toEqual(heard.map(() => 'still here'))
    for (const { socket } of ears) socket.terminate()
  })
})
