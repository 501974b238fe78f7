import { describe, expect, it } from 'vitest'
import { call, setGuard, sign, userClaims } from '../issuer.fixture.ts'
import { clientAddress, createNetworks, readAddress } from './client-address.ts'
import { refusalOf } from './verdict.fixture.ts'

describe('the address of the client', () => {
  const proxies = createNetworks(['10.0.0.0/8', '2001:db8::/32', '::1'])
  it.each([
    ['without a proxy, the peer', '203.0.113.7', null, '203.0.113.7'],
    ['no one’s word, unless a proxy is trusted', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['behind a proxy, what it says', '10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['behind two proxies', '10.0.0.1', '198.51.100.1, 10.0.0.2', '198.51.100.1'],
    [
      'never what the client says itself',
      '10.0.0.1',
      '10.0.0.9, 6.6.6.6, 198.51.100.1',
      '198.51.100.1',
    ],
    ['of a client among the proxies', '10.0.0.1', '10.0.0.2', '10.0.0.2'],
    ['of the proxy, where it says nothing', '10.0.0.1', null, '10.0.0.1'],
    ['unknown, where the proxy says nonsense', '10.0.0.1', 'unknown', undefined],
    ['unknown without a peer', undefined, '198.51.100.1', undefined],
    ['with a port', '10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['IPv6 in brackets with a port', '2001:db8::1', '[2a00::1]:443', '2a00::1'],
    ['IPv4 in IPv6', '::ffff:10.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
    ['IPv6 with a zone', 'fe80::1%eth0', null, 'fe80::1'],
    ['IPv6 with a zone, a port and brackets', '10.0.0.1', '[fe80::1%25eth0]:443', 'fe80::1'],
    ['IPv6 that is written out', '2001:0DB8:0:0:0:0:0:1', '2A00:0:0:0:0:0:0:1', '2a00::1'],
    [
      'IPv4 in IPv6 that is written out',
      '0:0:0:0:0:FFFF:0a00:0001',
      '::ffff:c633:6401',
      '198.51.100.1',
    ],
    ['a port of too many digits', '10.0.0.1', '198.51.100.1:123456', undefined],
  ])('%s', (_what, peer, forwarded, address) => {
    expect(clientAddress(peer, forwarded, proxies)).toBe(address)
  })

  it.each([
    ['10.0.0.0/8', '::ffff:10.1.2.3'],
    ['::ffff:10.0.0.0/104', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8::/32', '2001:0DB8:0000:0000:0000:0000:0000:0001'],
    ['2001:0db8:0:0:0:0:0:1', '2001:db8::1'],
  ])('of the network %s is %s, however it is written', (network, address) => {
    expect(createNetworks([network]).has(readAddress(address) ?? '')).toBe(true)
    expect(createNetworks([network]).has('192.0.2.1')).toBe(false)
  })

  it('takes linear time over a hostile header', () => {
    const header = '10.0.0.1,'.repeat(20_000)
    expect(clientAddress('10.0.0.1', header, proxies)).toBe('10.0.0.1')
    expect(readAddress('['.repeat(100_000))).toBeUndefined()
  })
})

describe('a token that was issued for an address', () => {
  const location = { networks: ['192.0.2.0/24'], trustedProxies: ['10.0.0.1'] }
  const bound = { ipaddr: '203.0.113.7' }
  const check = async (peer: string | undefined, claims: object, headers = {}) => {
    const { guard } = setGuard({ location })
    return guard.check(call(await sign(userClaims({ ...claims })), headers), {}, { peer })
  }

  it.each([
    ['from that address', '203.0.113.7', bound, {}],
    [
      'from that address, through the proxy',
      '10.0.0.1',
      bound,
      { 'x-forwarded-for': '203.0.113.7' },
    ],
    ['from that address, as IPv6 writes it', '::ffff:cb00:7107', bound, {}],
    ['from that IPv6 address, written out', '2001:db8::7', { ipaddr: '2001:0DB8:0:0:0:0:0:7' }, {}],
    ['from a named network', '192.0.2.200', bound, {}],
    ['from anywhere, when it says no address', undefined, {}, {}],
  ])('may be used %s', async (_what, peer, claims, headers) => {
    expect((await check(peer, claims, headers)).ok).toBe(true)
  })

  it('is challenged with the address that the API sees', async () => {
    const { status, claims } = await refusalOf(await check('198.51.100.9', bound))
    expect(status).toBe(401)
    expect(claims).toEqual({
      access_token: { xms_rp_ipaddr: { essential: true, value: '198.51.100.9' } },
    })
  })

  it('is refused where the client lies about its address', async () => {
    const verdict = await check('198.51.100.9', bound, { 'x-forwarded-for': '203.0.113.7' })
    expect((await refusalOf(verdict)).status).toBe(401)
  })

  it('is refused where the address cannot be told', async () => {
    const { claims } = await refusalOf(await check(undefined, bound))
    expect(claims).toEqual({ access_token: { xms_rp_ipaddr: { essential: true } } })
  })

  it('of an incapable client gets 403', async () => {
    const verdict = await check('198.51.100.9', { ...bound, xms_cc: undefined })
    expect(await refusalOf(verdict)).toMatchObject({ status: 403, claims: undefined })
  })
})
