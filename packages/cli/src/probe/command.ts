import { setTimeout as sleep } from 'node:timers/promises'
import { Command, Option } from 'commander'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { collect } from '../setup/options.ts'
import { findCloud } from '../tenant/cloud.ts'
import { explainFailure } from '../tenant/explain-failure.ts'
import { type TenantOptions, tenantHelp, url, withTenant } from '../tenant/options.ts'
import { createSignIn } from '../tenant/sign-in.ts'
import type { Progress } from '../terminal/terminal.ts'
import { duration } from '../time.ts'
import { createApi } from './call-api.ts'
import { type Clock, measure } from './measure.ts'
import { readDuration } from './read-duration.ts'
import { reportJson, reportText } from './report.ts'
import { revocation } from './revoke.ts'
import type { Sighting } from './sighting.ts'
import { timeline } from './timeline.ts'
import { sightingWords } from './words.ts'

export interface ProbeOptions extends TenantOptions {
  readonly api: string
  readonly scope: string[]
  readonly user?: string
  readonly revoke: 'graph' | 'ask'
  readonly interval: number
  readonly limit: number
}

const realTime: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
}

const help = `
The user signs in by device code, and again when the API asks for it: that is
the point. Revoking by Graph needs an administrator, who signs in besides, and
takes effect on all sessions of that user. Only GET is sent.
${tenantHelp}`

export const probeCommand = (context: Context): Command =>
  withTenant(
    new Command('probe')
      .summary('revoke a session, and measure what an API does')
      .description(
        'Calls an API in a loop, revokes the sessions of the user, and measures how long until the API refuses and the client is back.',
      ),
  )
    .addOption(url('--api <url>', 'what to call').makeOptionMandatory())
    .requiredOption('--scope <names>', 'scopes of its token, with commas', collect)
    .option('--user <upn>', 'who must be the one that signs in')
    .addOption(
      new Option('--revoke <way>', 'by Graph, or ask you to')
        .choices(['graph', 'ask'])
        .default('graph'),
    )
    .addOption(
      new Option('--interval <time>', 'between two calls')
        .argParser(readDuration('--interval'))
        .default(2000, '2s'),
    )
    .addOption(
      new Option('--limit <time>', 'when to give up')
        .argParser(readDuration('--limit'))
        .default(1_200_000, '20m'),
    )
    .addHelpText('after', help)
    .action(async (options: ProbeOptions) => {
      try {
        await probe(options, context)
      } catch (error) {
        throw explainFailure(error)
      }
    })

async function probe(options: ProbeOptions, context: Context): Promise<void> {
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
    using progress: Progress = terminal.progress('revoking')
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
