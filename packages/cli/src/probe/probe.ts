import { setTimeout as sleep } from 'node:timers/promises'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { findCloud } from '../tenant/cloud.ts'
import { explainFailure } from '../tenant/explain-failure.ts'
import { createSignIn } from '../tenant/sign-in.ts'
import type { Progress } from '../terminal/terminal.ts'
import { duration } from '../time.ts'
import { createApi } from './call-api.ts'
import { type Clock, measure } from './measure.ts'
import type { ProbeOptions } from './options.ts'
import { reportJson, reportText } from './report.ts'
import { revocation } from './revoke.ts'
import type { Sighting } from './sighting.ts'
import { timeline } from './timeline.ts'
import { sightingWords } from './words.ts'

const realTime: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
}

/** Signs in, revokes, measures, and reports. */
export async function probe(options: ProbeOptions, context: Context): Promise<void> {
  try {
    await run(options, context)
  } catch (error) {
    throw explainFailure(error)
  }
}

async function run(options: ProbeOptions, context: Context): Promise<void> {
  const { terminal, signal, endWith } = context
  const { api: address, interval, limit, clientId } = options
  if (clientId === undefined)
    throw new CommandError('usage', '--client-id is missing: an app that may call the API.')
  if (options.revoke === 'ask' && !terminal.interactive) {
    throw new CommandError('usage', '--revoke ask needs a terminal: nobody is there to be asked.')
  }
  const cloud = await findCloud(options, signal)
  const signIn = createSignIn({ clientId, cloud, context })
  const sightings: Sighting[] = []
  const see = (sighting: Sighting): void => {
    sightings.push(sighting)
    const words = sightingWords(sighting, sightings)
    if (words !== undefined) terminal.tell(words)
  }
  const call = createApi({
    url: address,
    scopes: options.scope,
    signIn,
    clock: realTime,
    signal,
    see,
  })
  terminal.tell('Sign in as the user whose session is to be revoked.')
  const first = await call()
  if (!first.ok) {
    throw new CommandError(
      'tenant_refused',
      `The API answers ${first.status} before anything is revoked: \`caefetch doctor --api ${address}\` says why.`,
    )
  }
  const revoke = await revocation(options, { signIn, cloud, context })
  const result = await withProgress()
  terminal.print(reportText(address, result, terminal))
  terminal.printJson(reportJson(address, result))
  endWith(result.verdict === 'does_cae' ? exitCodes.ok : exitCodes.wrong)

  async function withProgress() {
    await revoke.prepare()
    using progress: Progress = await terminal.progress('revoking')
    const started = realTime.now()
    return await measure({
      ...{ call, see, sightings, clock: realTime, interval, limit, signal },
      revoke: revoke.now,
      tick() {
        const now = realTime.now()
        const bar = timeline(sightings, now, Math.max(terminal.width - 6, 20))
        progress.update(`${duration(now - started)} of ${duration(limit)}\n  ${bar}`)
      },
    })
  }
}
