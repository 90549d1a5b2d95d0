import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'

/** A handshake by hand; `rest` travels in the same packet. */
export async function upgrade(port: number, path: string, headers = '', protocol = 'websocket', rest: Buffer = Buffer.alloc(0)): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1')
  await once(socket, 'connect')
  const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  socket.write(Buffer.concat([Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n${key}${headers}\r\n`), rest]))
  return socket
}

/** A short text frame as a client sends it. */
export function masked(text: string | Buffer): Buffer {
  const payload = Buffer.from(text as string)
  const head = payload.length < 126 ? [0x81, 0x80 | payload.length] : [0x81, 0xfe, payload.length >> 8, payload.length & 0xff]
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload])
}

export async function readUntil(socket: Socket, text: string): Promise<string> {
  let read = ''
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    read += String(chunk)
    if (read.includes(text)) break
  }
  return read
}
