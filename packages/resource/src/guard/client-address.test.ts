import { describe, expect, it } from 'vitest'
import { clientAddress, createNetworks, isNetwork, readAddress } from './client-address.ts'

describe('a network', () => {
  it.each(['203.0.113.7', '10.0.0.0/8', '10.0.0.1/32', '2001:db8::/32', '::1/128', '10.0.0.0/0'])(
    'may be %s',
    (text) => expect(isNetwork(text)).toBe(true),
  )

  it.each([
    '',
    'localhost',
    'localhost/8',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '::1/129',
    '10.0.0.0/8/8',
    '10.0.0.0/x8',
    '10.0.0.0/8x',
    '10.0.0.0/1000',
  ])('is not %j', (text) => expect(isNetwork(text)).toBe(false))

  it('has the addresses in it, an IPv4 network in IPv6 those of IPv4', () => {
    const networks = createNetworks(['10.0.0.0/8', '::ffff:172.16.0.0/108', '2001:db8::1'])
    for (const address of ['10.255.0.1', '172.31.0.1', '2001:db8::1']) {
      expect([address, networks.has(address)]).toEqual([address, true])
    }
    for (const address of ['11.0.0.1', '172.32.0.1', '192.0.2.1']) {
      expect([address, networks.has(address)]).toEqual([address, false])
    }
  })
})

describe('an address', () => {
  it.each([
    [' 203.0.113.7 ', '203.0.113.7'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['[2001:DB8:0:0:0:0:0:1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8::ffff:1.2.3.4', '2001:db8::ffff:102:304'],
  ])('is read: %j', (text, address) => expect(readAddress(text)).toBe(address))

  it.each([
    '',
    'unknown',
    '203.0.113.7:',
    '203.0.113.7:123456',
    '[203.0.113.7]x',
    '[2001:db8::1]:443x',
    'x[2001:db8::1]',
    '203.0.113.256',
  ])('is not %j', (text) => expect(readAddress(text)).toBeUndefined())
})

describe('the address of a client', () => {
  const proxies = createNetworks(['10.0.0.0/8'])
  it.each([
    ['the peer’s, where that is no proxy', '203.0.113.1', '198.51.100.1', '203.0.113.1'],
    [
      'the last one that no proxy has',
      '10.0.0.1',
      '198.51.100.1, 203.0.113.9, 10.0.0.2',
      '203.0.113.9',
    ],
    ['a proxy’s, where there is nothing before it', '10.0.0.1', '10.0.0.2', '10.0.0.2'],
    [
      'a proxy’s, where there is nothing but white space before it',
      '10.0.0.1',
      ' ,10.0.0.2',
      '10.0.0.2',
    ],
    ['unknown, where what a proxy wrote is no address', '10.0.0.1', 'unknown', undefined],
    ['unknown, where the peer has none', undefined, '203.0.113.9', undefined],
    ['the proxy’s own, without the header', '10.0.0.1', null, '10.0.0.1'],
  ])('is %s', (_, peer, list, address) => {
    expect(clientAddress(peer, list, proxies)).toBe(address)
  })
})
