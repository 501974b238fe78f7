import { BlockList, isIP } from 'node:net'

const familyOf = (ip: string): 'ipv4' | 'ipv6' => (isIP(ip) === 6 ? 'ipv6' : 'ipv4')

/** Whether an address lies in a range in CIDR notation, e.g. `203.0.113.0/24`. */
export function isInRange(ip: string, range: string): boolean {
  const [network = '', prefix = ''] = range.split('/')
  if (!isIP(ip) || !isRange(range)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(prefix), familyOf(network))
  return list.check(ip, familyOf(ip))
}

/** Whether a text is a range in CIDR notation. */
export function isRange(text: string): boolean {
  const [network = '', prefix = ''] = text.split('/')
  const version = isIP(network)
  return version > 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 6 ? 128 : 32)
}
