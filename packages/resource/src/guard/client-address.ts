import { BlockList, isIP, isIPv6, SocketAddress } from 'node:net'

/** Addresses and networks, such as `10.0.0.0/8`. */
export interface Networks {
  has(address: string): boolean
}

/** Whether a text is an address, or a network in CIDR notation. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

export function createNetworks(networks: readonly string[]): Networks {
  const list = new BlockList()
  for (const network of networks) {
    const [text = '', bits] = network.split('/')
    const address = readAddress(text) ?? text
    const family = familyOf(address)
    // Of an IPv4 network that is written in IPv6, the first 96 bits are the same for all.
    const isMapped = isIPv6(text) && family === 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Math.max(0, Number(bits) - (isMapped ? 96 : 0)), family)
  }
  return { has: (address) => list.check(address, familyOf(address)) }
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4')

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
  if (!isIPv6(bare)) return isIP(bare) ? bare : undefined
  const short = new SocketAddress({ address: bare, family: 'ipv6' }).address
  return short.replace(/^::ffff:(?=\d+\.)/, '')
}
