import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'

const nothing = Buffer.alloc(0)
/** Up to this many bytes, a copy per receiver is cheaper than a second buffer in the write. */
const smallEnoughToCopy = 4_096

/**
 * Sends one text message made of `start` and `rest`, where a long `rest` is shared by all its receivers. Does nothing when the socket is no longer
 * open.
 *
 * The only place that knows the private TCP socket inside `ws`: writing the frame there saves a quarter of the cost of a broadcast. That is
 * safe as long as `ws` writes each of its own frames in one go, which it does unless an extension compresses them.
 */
export function sendText(socket: WebSocket, start: Buffer, rest: Buffer = nothing): void {
  if (socket.readyState !== socket.OPEN) return
  const raw = rawSocket(socket)
  if (!raw) return socket.send(Buffer.concat([start, rest]), { binary: false })
  const length = start.length + rest.length
  if (rest.length <= smallEnoughToCopy) {
    raw.write(framed(length, [start, rest]))
    return
  }
  raw.cork()
  raw.write(framed(length, [start]))
  raw.write(rest)
  raw.uncork()
}

function rawSocket(socket: WebSocket): Socket | undefined {
  const raw = (socket as unknown as { _socket?: Socket | null })._socket
  return socket.extensions === '' && typeof raw?.cork === 'function' ? raw : undefined
}

/** The pieces behind the header of a final, unmasked text frame with `length` bytes of payload (RFC 6455 §5.2). */
function framed(length: number, pieces: Buffer[]): Buffer {
  const size = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(pieces.reduce((sum, piece) => sum + piece.length, size))
  frame[0] = 0x81
  if (size === 2) {
    frame[1] = length
  } else if (size === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  let at = size
  for (const piece of pieces) at += piece.copy(frame, at)
  return frame
}
