import { Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { collect } from '../setup/options.ts'
import { tenantHelp, url, withTenant } from '../tenant/options.ts'
import type { ProbeOptions } from './options.ts'
import { readDuration } from './read-duration.ts'

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
      const { probe } = await import('./probe.ts')
      await probe(options, context)
    })
