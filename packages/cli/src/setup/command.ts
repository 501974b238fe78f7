import { Command, Option } from 'commander'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import type { ApiFlags, ClientFlags, PolicyFlags } from './flags.ts'
import { collect, setupCommand } from './options.ts'
import { undoCommand } from './undo-command.ts'

export const setupCommands = (context: Context): Command =>
  new Command('setup')
    .summary('plan and make what CAE and step-up need in a tenant')
    .description(
      'Reads the tenant through Microsoft Graph, shows what would change, and changes it with --apply.',
    )
    .helpCommand(false)
    .addCommand(apiCommand(context))
    .addCommand(clientCommand(context))
    .addCommand(policyCommand(context))
    .addCommand(undoCommand(context))

const apiCommand = (context: Context): Command =>
  setupCommand(
    'api',
    'optional claims of an API: xms_cc and acrs',
    'Adds the optional claims by which an API knows clients that can be challenged (xms_cc) and contexts that are met (acrs). What is there already stays.',
  )
    .argument('<app>', 'client id or application ID URI of the API')
    .option('--claims <names>', 'optional claims, with commas (default: xms_cc,acrs)', collect)
    .addOption(
      new Option('--token-version <n>', 'version of its access tokens').choices(['1', '2']),
    )
    .option('--print-requests', 'print the requests for who may send them; reads nothing')
    .action(async (app: string, options: ApiFlags) => {
      const { setUpApi } = await import('./set-up.ts')
      await setUpApi(app, options, context)
    })

const clientCommand = (context: Context): Command =>
  setupCommand(
    'client',
    'redirect URIs and permissions of a client',
    'Adds redirect URIs to a client, and permissions of an API. What is there already stays.',
  )
    .argument('<app>', 'client id of the client')
    .addOption(
      new Option('--platform <name>', 'what the redirect URIs are of')
        .choices(['spa', 'web', 'publicClient'])
        .default('spa'),
    )
    .option('--redirect-uri <url>', 'where users are sent back to; may be repeated', collect)
    .option('--api <app>', 'client id or application ID URI of the API that it calls')
    .option('--scope <names>', 'scopes of that API, with commas', collect)
    .action(async (app: string, options: ClientFlags) => {
      const { setUpClient } = await import('./set-up.ts')
      await setUpClient(app, options, context)
    })

const policyCommand = (context: Context): Command =>
  setupCommand(
    'policy',
    'an authentication context, and a policy that guards it',
    'Publishes an authentication context and makes a Conditional Access policy for it, in report-only. The account that runs this is excluded. Policies that were not made here are never touched.',
  )
    .option('--context <id>', 'authentication context: c1 to c99', readContext, 'c1')
    .option('--context-name <text>', 'its name, when it is new')
    .addOption(
      new Option('--grant <control>', 'what the policy demands')
        .choices(['mfa', 'compliantDevice', 'block'])
        .default('mfa'),
    )
    .option('--exclude-user <upn>', 'who must never be locked out; may be repeated', collect)
    .option('--exclude-group <id>', 'group that must never be locked out; may be repeated', collect)
    .option('--enforce', 'turn the policy on that was made here before')
    .option('--print-requests', 'print the requests for who may send them; reads nothing')
    .action(async (options: PolicyFlags) => {
      const { setUpPolicy } = await import('./set-up.ts')
      await setUpPolicy(options, context)
    })

function readContext(id: string): string {
  if (/^c([1-9]|[1-9]\d)$/.test(id)) return id
  throw new CommandError('usage', `--context "${id}" is none of c1 to c99.`)
}
