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
  /** The same for an account whose administrators allow these hosts and networks, too. The same guard for the same list. */
  withHosts(hosts: readonly string[]): Guard
}

/**
 * The accounts' own lists count only where every account is the operator's: sign-up is known to be closed, and no program makes accounts for others. Else
 * strangers could open the operator's network.
 */
type Settings = Pick<Config, 'webhookAllowHosts' | 'publicUrl'> & Partial<Pick<Config, 'enableAccountSignup' | 'platformApiToken'>>

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Find = (name: string) => Promise<LookupAddress[]>

/** Credentials of the machine itself are handed out here, by one cloud or another: never, whatever the settings say. */
const metadata = [
  '169.254.169.254', '169.254.170.2', '169.254.170.23', '100.100.100.200', '168.63.129.16', 'fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254',
].map((text) => ipaddr.parse(text))
const globalIPv6 = ipaddr.IPv6.parseCIDR('2000::/3')
const translated = ipaddr.IPv6.parseCIDR('64:ff9b::/96')
const guardsKept = 1000

/** Keeps callbacks away from addresses that are not public, except those that WEBHOOK_ALLOW_HOSTS or the account names. */
export function createGuard(settings: Settings): Guard {
  const lookUpOnce = coalesced((name) => lookUp(name, { all: true }))
  const ofOperator = guardFor(settings, [], lookUpOnce, withHosts)
  const known = new Map<string, Guard>()

  function withHosts(hosts: readonly string[]): Guard {
    if (hosts.length === 0) return ofOperator
    const key = JSON.stringify(hosts)
    if (known.size >= guardsKept) known.clear()
    const guard = known.get(key) ?? guardFor(settings, hosts, lookUpOnce, withHosts)
    known.set(key, guard)
    return guard
  }

  return ofOperator
}

function guardFor({ webhookAllowHosts, publicUrl, enableAccountSignup = true, platformApiToken }: Settings, hosts: readonly string[], find: Find, withHosts: Guard['withHosts']): Guard {
  const isOpen = enableAccountSignup || (platformApiToken?.length ?? 0) > 0
  const allowed = isOpen ? webhookAllowHosts : [...webhookAllowHosts, ...hosts]
  const names = new Set(allowed.filter((host) => !isNetwork(host)).map(plainName))
  const networks = allowed.filter(isNetwork).map(parseNetwork)
  const loopback = isLoopback(new URL(publicUrl).hostname)
  const remedy = !isOpen
    ? "name it in WEBHOOK_ALLOW_HOSTS or in the account's webhook_allow_hosts to allow it"
    : `name it in WEBHOOK_ALLOW_HOSTS to allow it${hosts.length > 0 ? '; webhook_allow_hosts of the account counts only while ENABLE_ACCOUNT_SIGNUP is false and there is no PLATFORM_API_TOKEN' : ''}`

  const isAllowed = (text: string, name: string): boolean => {
    const given = ipaddr.parse(text)
    const address = unwrapped(given)
    if (isMetadata(given)) return false
    if (names.has(name) || networks.some((network) => contains(network, given) || contains(network, address))) return true
    return isPublic(address) || (loopback && address.range() === 'loopback')
  }

  async function resolve(hostname: string, { all, family }: LookupOptions, callback: Parameters<LookupFunction>[2]) {
    const name = plainName(hostname)
    try {
      const found = await find(hostname)
      const fitting = found.filter((each) => isAllowed(each.address, name) && (!family || family === each.family))
      const [first] = fitting
      if (!first) throw Object.assign(new Error(refusalText(found[0]?.address ?? name, name, remedy)), { code: 'ERR_ADDRESS_REFUSED' })
      process.nextTick(callback, null, all ? fitting : first.address, first.family)
    } catch (error) {
      process.nextTick(callback, error, [])
    }
  }

  return {
    refusal(url) {
      if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol} is not a protocol for callbacks: use http or https`
      const host = plainName(url.hostname)
      return ipaddr.isValid(host) && !isAllowed(host, host) ? refusalText(host, host, remedy) : null
    },
    lookup: (hostname, options, callback) => void resolve(hostname, options, callback),
    withHosts,
  }
}

function refusalText(address: string, name: string, remedy: string): string {
  if (ipaddr.isValid(address) && isMetadata(ipaddr.parse(address))) return `${address} is never called: it serves the machine's own credentials`
  return `${name === address ? address : `${name} is ${address}, which`} is not a public address: ${remedy}`
}

/** Also within an IPv6 address of whatever network: as its end (mapped, translated, link-local) or behind the prefix of 6to4. */
function isMetadata(address: Address): boolean {
  const bytes = address.toByteArray()
  if (metadata.some((each) => sameBytes(each.toByteArray(), bytes))) return true
  if (address.kind() === 'ipv4') return false
  const within = [bytes.slice(12), ...(bytes[0] === 0x20 && bytes[1] === 0x02 ? [bytes.slice(2, 6)] : [])]
  return metadata.some((each) => within.some((four) => sameBytes(each.toByteArray(), four)))
}

const sameBytes = (left: number[], right: number[]) => left.length === right.length && left.every((byte, index) => byte === right[index])

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
function coalesced(find: Find): Find {
  const asked = new Map<string, Promise<LookupAddress[]>>()
  return (name) => {
    const known = asked.get(name)
    if (known) return known
    const answer = find(name).finally(() => asked.delete(name))
    asked.set(name, answer)
    return answer
  }
}
