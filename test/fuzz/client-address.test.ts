import { isIP } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clientAddress,
  createNetworks,
  isNetwork,
  readAddress,
} from '../../packages/resource/src/guard/client-address.ts'
import { seed, timeFor } from '../nightly/runs.ts'
import { mutated } from './mutations.ts'
import { shareOf, thrownBy } from './share.ts'

const lists = [
  '203.0.113.9',
  '203.0.113.9, 10.0.0.7',
  '198.51.100.1:4711, 10.1.2.3, 10.0.0.7:80',
  '[2001:db8::1]:443, fe80::1%eth0, 10.0.0.7',
  '::ffff:203.0.113.9,::ffff:10.0.0.7',
  'unknown, 2001:DB8:0:0:0:0:0:1, 10.0.0.7',
  '010.0.0.7, 10.0.0.0/8, 0x0a.0.0.1',
]
const peers = ['10.0.0.1', '::ffff:10.0.0.1', '203.0.113.1', '', 'localhost']
const proxies = createNetworks(['10.0.0.0/8', '::ffff:172.16.0.0/108'])
const parameters = shareOf(0.16)
const timeLimit = timeFor(parameters.numRuns)

/** Counts how often an address is looked up. */
function counted() {
  let count = 0
  const has = (address: string) => {
    count++
    return proxies.has(address)
  }
  return { networks: { has }, count: () => count }
}

describe(`mutated X-Forwarded-For (seed ${seed})`, () => {
  it(
    'tells an address in its one spelling, or none; what a stranger wrote before it changes nothing',
    () =>
      fc.assert(
        fc.property(
          mutated(lists),
          mutated(lists),
          fc.constantFrom(...peers),
          (list, before, peer) => {
            const { networks, count } = counted()
            const address = clientAddress(peer, list, networks)
            if (count() > list.split(',').length + 1) throw new Error(`looked ${count()} times`)
            if (address === undefined) return
            if (isIP(address) === 0 || readAddress(address) !== address) throw new Error(address)
            if (proxies.has(address)) return
            const other = clientAddress(peer, `${before},${list}`, proxies)
            if (other !== address) throw new Error(`${other} for ${address}`)
          },
        ),
        parameters,
      ),
    timeLimit,
  )

  it(
    'of 256 KiB is read once',
    () =>
      fc.assert(
        fc.property(mutated(lists), (piece) => {
          const list = `${piece || ','},10.0.0.7,`.repeat(262_144 / (piece.length + 11))
          const { networks, count } = counted()
          clientAddress('10.0.0.1', list, networks)
          expect(count()).toBeLessThanOrEqual(list.split(',').length + 1)
        }),
        { seed, numRuns: 100 },
      ),
    60_000,
  )
})

describe(`mutated networks (seed ${seed})`, () => {
  const networks = ['10.0.0.0/8', '2001:db8::/32', '::ffff:172.16.0.0/108', '203.0.113.7']
  it(
    'are networks that can be looked into, or none',
    () =>
      fc.assert(
        fc.property(mutated(networks), (text) => {
          if (!isNetwork(text)) return
          const error = thrownBy(() => createNetworks([text]).has('203.0.113.7'))
          if (error !== undefined) throw error
        }),
        shareOf(0.02),
      ),
    timeLimit,
  )
})
