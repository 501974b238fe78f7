import { bareFetch, type Call, type Client, type World } from '../clients/client.ts'
import { type Contender, type Effort, measure } from '../harness/measure.ts'

/** Microseconds of each round. */
export interface Cost {
  /** A whole call. */
  call: number[]
  /** What it took more than the same call without the client, in the same round. */
  added: number[]
}

/** What a call costs by each client, and by what is below it, all measured in turns. */
export async function measureCosts(
  clients: readonly Client[],
  world: World,
  effort: Effort,
): Promise<Cost[]> {
  const contenders: Contender[] = []
  const enter = (name: string, call: Call, path: string): number =>
    contenders.push({
      name,
      async batch(count) {
        for (let index = 0; index < count; index++) await call(path)
      },
    }) - 1
  const bares = new Map<Client['bare'], number>()
  const entries = clients.map((client) => {
    const { name, bare = bareFetch } = client
    const below = bares.get(bare) ?? enter(`below ${name}`, bare(world), '/open')
    bares.set(bare, below)
    return { below, own: enter(name, client.create(world), '/orders') }
  })
  // The first call asks for a token, which is not what is to be measured.
  for (const { batch } of contenders) await batch(100)
  const samples = await measure(contenders, effort)
  return entries.map(({ own, below }) => {
    const call = samples[own] ?? []
    return { call, added: call.map((time, round) => time - (samples[below]?.[round] ?? 0)) }
  })
}
