import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'

/**
 * Whether what stands at `address` is believed about who stands before it, where TRUST_PROXY is set: the peer itself, and further
 * proxies in private networks. Whatever a client has written before them is not.
 */
export const isTrusted = (address: string, hop: number): boolean =>
  hop === 0 || (ipaddr.isValid(address) && ['loopback', 'linkLocal', 'uniqueLocal', 'private'].includes(ipaddr.process(address).range()))

/** Who sends a request that is not Fastify's, such as a handshake: what its `request.ip` would be. */
export function addressOf({ socket, headers }: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? String(headers['x-forwarded-for'] ?? '').split(',').map((address) => address.trim()).filter(Boolean) : []
  const way = [socket.remoteAddress ?? '', ...forwarded.toReversed()]
  return way.find((address, hop) => !isTrusted(address, hop)) ?? way.at(-1)!
}
