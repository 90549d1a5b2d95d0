import { seal, unseal } from '../db/secrets.ts'
import { Invalid } from '../http/errors.ts'
import { isObject } from '../http/params.ts'
import { mask } from './wire.ts'

const most = 20
const longestName = 100
const longestValue = 4096

/** Belong to one connection (RFC 9110 §7.6.1), or are written by whoever sends the callback. */
const reserved = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'http2-settings', 'expect',
  'host', 'accept', 'user-agent',
])
const reservedPrefixes = ['content-', 'webhook-', 'x-chatwoot-']

/**
 * The headers that an administrator wants on each callback, sealed as one JSON object; null for none. A value that comes back as it was shown, masked,
 * stays what it is in `stored`. Throws 422.
 */
export function readCustomHeaders(input: unknown, stored: string | null): string | null {
  if (input === null || input === '') return null
  if (!isObject(input)) throw wrong('must be an object of names and values')
  const entries = Object.entries(input)
  if (entries.length === 0) return null
  if (entries.length > most) throw wrong(`are too many (maximum is ${most})`)
  const before = openHeaders(stored)
  const headers = Object.fromEntries(entries.map(([name, value]) => [checkHeaderName(name), readValue(name, value, before)]))
  if (new Set(Object.keys(headers).map((name) => name.toLowerCase())).size < entries.length) throw wrong('name a header twice')
  return JSON.stringify(headers) === JSON.stringify(before) ? stored : seal(JSON.stringify(headers))
}

const openHeaders = (stored: string | null): Record<string, string> => (stored === null ? {} : JSON.parse(unseal(stored)) as Record<string, string>)

function checkHeaderName(name: string): string {
  const lower = name.toLowerCase()
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || name.length > longestName) throw wrong(`name "${name.slice(0, 50)}", which cannot be the name of a header`)
  if (reserved.has(lower) || reservedPrefixes.some((prefix) => lower.startsWith(prefix))) throw wrong(`name ${name}, which is set for each callback`)
  return name
}

function readValue(name: string, value: unknown, before: Record<string, string>): string {
  if (typeof value !== 'string') throw wrong(`give ${name} a value that is no text`)
  if (value === mask) {
    const known = Object.entries(before).find(([other]) => other.toLowerCase() === name.toLowerCase())
    if (!known) throw wrong(`give ${name} a masked value, but none is kept`)
    return known[1]
  }
  if (value.length > longestValue) throw wrong(`give ${name} too long a value (maximum is ${longestValue} characters)`)
  // What a header may hold: visible characters of Latin-1, spaces and tabs. Line breaks would begin another header.
  if (!/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)) throw wrong(`give ${name} a value with characters that no header can carry`)
  return value.trim()
}

const wrong = (what: string) => new Invalid(`Custom headers ${what}`, ['custom_headers'])
