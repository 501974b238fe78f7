import { BlockList, isIP, isIPv6 } from 'node:net'

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
    const [address = '', bits] = network.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return { has: (address) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') }
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

/** Without brackets, port or zone, and an IPv4 address as one; some gateways add the port. */
export function readAddress(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=[\d.]+$)/i, '')
  return isIP(bare) ? bare.toLowerCase() : undefined
}
