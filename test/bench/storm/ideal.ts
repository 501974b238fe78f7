import { equal } from 'node:assert/strict'
import type { Api } from '../clients/start-api.ts'
import { createWorld } from '../clients/world.ts'
import { statOf } from '../harness/measure.ts'
import { floor } from './floor.ts'

/** Milliseconds that one refused call takes when the system is idle: a 401, a token and a replay. */
export async function measureSingle(api: Api, times: number): Promise<number> {
  const samples: number[] = []
  for (let round = 0; round < times; round++) {
    const call = floor.create(createWorld(api))
    equal(await call('/orders'), 200)
    const held = api.hold(1)
    const answer = call('/orders')
    await held
    const startedAt = performance.now()
    const released = api.release(0)
    equal(await answer, 200)
    samples.push(performance.now() - startedAt)
    await released
  }
  return statOf(samples).median
}
