import { lookup as lookUp } from 'node:dns/promises'
import type { LookupAddress, LookupOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { Config } from '../config.ts'

export interface Guard {
  /** Why this URL may not be posted to as it stands; null when it may, or when its name has to be looked up first. */
  refusal(url: URL): string | null
  /** Looks a name up for a connection and passes on only what may be connected to, so a name that changes its address gains nothing. */
  lookup: LookupFunction
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Credentials of the machine itself are handed out here: never, whatever the settings say. */
const metadata = ['169.254.169.254', 'fd00:ec2::254']
const globalIPv6 = ipaddr.IPv6.parseCIDR('2000::/3')
const translated = ipaddr.IPv6.parseCIDR('64:ff9b::/96')

/** Keeps callbacks away from addresses that are not public, except those that WEBHOOK_ALLOW_HOSTS names. */
export function createGuard({ webhookAllowHosts, publicUrl }: Pick<Config, 'webhookAllowHosts' | 'publicUrl'>): Guard {
  const names = new Set(webhookAllowHosts.filter((host) => !isNetwork(host)).map(plainName))
  const networks = webhookAllowHosts.filter(isNetwork).map(parseNetwork)
  const loopback = isLoopback(new URL(publicUrl).hostname)
  const lookUpOnce = coalesced((name) => lookUp(name, { all: true }))

  const isAllowed = (text: string, name: string): boolean => {
    const given = ipaddr.parse(text)
    const address = unwrapped(given)
    if (metadata.some((each) => sameAddress(ipaddr.parse(each), address))) return false
    if (names.has(name) || networks.some((network) => contains(network, given) || contains(network, address))) return true
    return isPublic(address) || (loopback && address.range() === 'loopback')
  }

  async function resolve(hostname: string, { all, family }: LookupOptions, callback: Parameters<LookupFunction>[2]) {
    const name = plainName(hostname)
    try {
      const found = await lookUpOnce(hostname)
      const allowed = found.filter((each) => isAllowed(each.address, name) && (!family || family === each.family))
      const [first] = allowed
      if (!first) throw new Error(refusalText(found[0]?.address ?? name, name))
      process.nextTick(callback, null, all ? allowed : first.address, first.family)
    } catch (error) {
      process.nextTick(callback, error, [])
    }
  }

  return {
    refusal(url) {
      if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol} is not a protocol for callbacks: use http or https`
      const host = plainName(url.hostname)
      return ipaddr.isValid(host) && !isAllowed(host, host) ? refusalText(host, host) : null
    },
    lookup: (hostname, options, callback) => void resolve(hostname, options, callback),
  }
}

function refusalText(address: string, name: string): string {
  if (metadata.some((each) => sameAddress(ipaddr.parse(each), unwrapped(ipaddr.parse(address))))) return `${address} is never called: it serves the machine's own credentials`
  return `${name === address ? address : `${name} is ${address}, which`} is not a public address: name it in WEBHOOK_ALLOW_HOSTS to allow it`
}

/** Lower case, without the brackets of IPv6 and the dot of a full name. */
const plainName = (host: string) => host.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '')

const isNetwork = (host: string) => ipaddr.isValid(host) || ipaddr.isValidCIDR(host)

const parseNetwork = (text: string) => {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text)
  const address = ipaddr.parse(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128] as [Address, number]
}

const contains = ([network, bits]: [Address, number], address: Address) =>
  network.kind() === address.kind() && (address as ipaddr.IPv4).match(network, bits)

const sameAddress = (left: Address, right: Address) => left.toNormalizedString() === right.toNormalizedString()

/** The IPv4 address within an IPv6 one that stands for it. */
function unwrapped(address: Address): Address {
  if (address.kind() === 'ipv4') return address
  const six = address as ipaddr.IPv6
  if (six.isIPv4MappedAddress()) return six.toIPv4Address()
  return six.match(translated) ? ipaddr.fromByteArray(six.toByteArray().slice(12)) : six
}

const isPublic = (address: Address) =>
  address.range() === 'unicast' && (address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(globalIPv6))

function isLoopback(hostname: string): boolean {
  const host = plainName(hostname)
  return host === 'localhost' || host.endsWith('.localhost') || (ipaddr.isValid(host) && unwrapped(ipaddr.parse(host)).range() === 'loopback')
}

/** Look-ups occupy Node's few threads: many connections to one slow name wait for one answer. */
function coalesced(find: (name: string) => Promise<LookupAddress[]>): (name: string) => Promise<LookupAddress[]> {
  const asked = new Map<string, Promise<LookupAddress[]>>()
  return (name) => {
    const known = asked.get(name)
    if (known) return known
    const answer = find(name).finally(() => asked.delete(name))
    asked.set(name, answer)
    return answer
  }
}
