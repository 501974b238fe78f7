/** Addresses and networks, such as `10.0.0.0/8`. */
export interface Networks {
  has(address: string): boolean
}

/** Whether a text is an address, or a network in CIDR notation. */
export function isNetwork(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/')
  if (!bitsOf(address) || rest.length > 0) return false
  const longest = address.includes(':') ? 128 : 32
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= longest)
}

export function createNetworks(networks: readonly string[]): Networks {
  const prefixes = networks.map((network) => {
    const [address = '', length] = network.split('/')
    const before = address.includes(':') ? 0 : mappedPrefix.length
    return bitsOf(address)?.slice(0, length === undefined ? 128 : before + Number(length))
  })
  return {
    has(address) {
      const bits = bitsOf(address)
      return prefixes.some((prefix) => prefix !== undefined && bits?.startsWith(prefix))
    },
  }
}

/**
 * The address of the client: the peer's, or, where the peer is a proxy that is trusted, the last one in
 * `X-Forwarded-For` that no trusted proxy has. What stands before it, anyone could have written.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | null,
  trusted: Networks,
): string | undefined {
  let address = readAddress(peer ?? '')
  const hops = (forwardedFor ?? '').split(',')
  while (address !== undefined && trusted.has(address)) {
    const hop = hops.pop()
    if (hop === undefined || hop.trim() === '') return address
    address = readAddress(hop)
  }
  return address
}

/**
 * An address in the one way in which it is compared: without brackets, port or zone, IPv6 as short as
 * can be, and IPv4 in IPv6 as IPv4. Some gateways add the port.
 */
export function readAddress(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](:\d{1,5})?$/, '$1')
    .replace(/^(\d[\d.]*):\d{1,5}$/, '$1')
    .replace(/%.*$/, '')
  if (isIPv4(bare)) return bare
  const bits = bitsOf(bare)
  if (!bits?.startsWith(mappedPrefix)) return bits && shortIPv6(bare)
  return [96, 104, 112, 120].map((at) => Number.parseInt(bits.slice(at, at + 8), 2)).join('.')
}

/** What stands before an IPv4 address where it is written in IPv6, as `::ffff:198.51.100.7`. */
const mappedPrefix = '0'.repeat(80) + '1'.repeat(16)

const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const fourOctets = new RegExp(`^${octet}(\\.${octet}){3}$`)

const isIPv4 = (text: string): boolean => fourOctets.test(text)

/** The 128 bits of an address, as text; undefined for what is none. */
function bitsOf(address: string): string | undefined {
  if (isIPv4(address)) return mappedPrefix + toBits(address.split('.'), 10, 8)
  const short = shortIPv6(address)
  if (short === undefined) return undefined
  const [head = '', tail = ''] = short.split('::').map((part) => toBits(words(part), 16, 16))
  return head + '0'.repeat(128 - head.length - tail.length) + tail
}

/** The parser of URLs knows IPv6, and writes it in the one way of RFC 5952. */
function shortIPv6(text: string): string | undefined {
  // Some parsers take an IPv4 part of any base, and all of them more than an address.
  if (!/^[\da-f:]*:(\d{1,3}(\.\d{1,3}){3})?[\da-f]*$/i.test(text)) return undefined
  const ipv4 = text.slice(text.lastIndexOf(':') + 1)
  if (ipv4.includes('.') && !isIPv4(ipv4)) return undefined
  const url = `http://[${text}]`
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : undefined
}

const words = (text: string): string[] => text.split(':').filter((word) => word !== '')

const toBits = (numbers: string[], base: number, width: number): string =>
  numbers.map((each) => Number.parseInt(each, base).toString(2).padStart(width, '0')).join('')
