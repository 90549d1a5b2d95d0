import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import type { Config } from '../config.ts'
import { addressOf } from './address.ts'
import { HttpError } from './errors.ts'
import type { App } from './fastify.ts'

interface Window {
  count: number
  ends: number
}

/** A limit of calls per key and span. In memory: a restart forgives, and each node counts for itself. */
export interface Limit {
  /** Counts one call; false when it is one too many. */
  allow(key: string): boolean
}

export function limit(calls: number, seconds: number): Limit {
  const windows = new Map<string, Window>()
  return {
    allow(key) {
      const now = Date.now()
      let window = windows.get(key)
      if (!window || window.ends <= now) {
        if (windows.size > 50_000) for (const [old, { ends }] of windows) if (ends <= now) windows.delete(old)
        windows.set(key, window = { count: 0, ends: now + seconds * 1000 })
      }
      return ++window.count <= calls
    },
  }
}

/** 429 as this wire has it: plain text, no Retry-After (client API §1.5). */
export const retryLater = new HttpError(429, 'Retry later\n')

/**
 * All requests per address (client API §1.6). The answer does the same for handshakes, which are no requests to Fastify:
 * whether this address may connect once more.
 */
export function registerThrottle(app: App): (request: IncomingMessage) => boolean {
  const perAddress = limit(app.config.rackAttackLimit, 60)
  app.addHook('onRequest', async (request) => {
    if (request.url !== '/health' && !isExempt(app.config, request.ip) && !perAddress.allow(request.ip)) throw retryLater
  })
  return (request) => {
    const address = addressOf(request, app.config.trustProxy)
    return isExempt(app.config, address) || perAddress.allow(address)
  }
}

/** A hook for one route: `calls` in `seconds` per key; a null key is not counted. Exempt addresses never are. */
export const throttled = (calls: number, seconds: number, key: (request: FastifyRequest) => string | null) => throttledBy(limit(calls, seconds), key)

/** The same by a limit that others count against, too. */
export function throttledBy(window: Limit, key: (request: FastifyRequest) => string | null) {
  return async (request: FastifyRequest, _reply: FastifyReply) => {
    const name = key(request)
    if (name !== null && !isExempt(request.server.config, request.ip) && !window.allow(name)) throw retryLater
  }
}

function isExempt({ enableRackAttack, rackAttackAllowedIps }: Config, ip: string): boolean {
  if (!enableRackAttack) return true
  if (!ipaddr.isValid(ip)) return false
  const address = ipaddr.process(ip)
  if (address.range() === 'loopback') return true
  return rackAttackAllowedIps.some((network) => contains(network, address))
}

function contains(network: string, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const [base, bits] = network.includes('/') ? ipaddr.parseCIDR(network) : [ipaddr.process(network), null]
  if (base.kind() !== address.kind()) return false
  return bits === null ? base.toString() === address.toString() : address.match([base, bits] as never)
}
