import { Command, Option } from 'commander'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { readApplications, writeApplications } from '../graph/applications.ts'
import { readPolicies, writePolicies } from '../graph/conditional-access.ts'
import { carryOut } from './carry-out.ts'
import { collect, type SetupOptions, setupCommand } from './options.ts'
import { planApi } from './plan-api.ts'
import { type Platform, planClient } from './plan-client.ts'
import { type PolicyOptions, planPolicy } from './plan-policy.ts'
import { apiRequests, policyRequests, printRequests } from './print-requests.ts'
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

interface ApiFlags extends SetupOptions {
  readonly claims?: string[]
  readonly tokenVersion?: '1' | '2'
  readonly printRequests?: boolean
}

const usualClaims = ['xms_cc', 'acrs']

const apiCommand = (context: Context): Command =>
  setupCommand(
    'api',
    'optional claims of an API: xms_cc and acrs',
    'Adds the optional claims by which an API knows clients that can be challenged (xms_cc) and contexts that are met (acrs). What is there already stays.',
  )
    .argument('<app>', 'client id or application ID URI of the API')
    .option('--claims <names>', `optional claims, with commas (default: ${usualClaims})`, collect)
    .addOption(
      new Option('--token-version <n>', 'version of its access tokens').choices(['1', '2']),
    )
    .option('--print-requests', 'print the requests for who may send them; reads nothing')
    .action(async (app: string, options: ApiFlags) => {
      const { claims = usualClaims, tokenVersion } = options
      if (options.printRequests) return printRequests(apiRequests(app, claims), context.terminal)
      const version =
        tokenVersion === undefined ? {} : ({ tokenVersion: tokenVersion === '1' ? 1 : 2 } as const)
      await carryOut(
        {
          read: [readApplications],
          write: [writeApplications],
          plan: ({ graph }) => planApi(graph, { app, claims, ...version }),
        },
        options,
        context,
      )
    })

interface ClientFlags extends SetupOptions {
  readonly platform: Platform
  readonly redirectUri?: string[]
  readonly api?: string
  readonly scope?: string[]
}

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
      const { platform, redirectUri: redirectUris = [], api, scope: scopes = [] } = options
      if (redirectUris.length === 0 && api === undefined) {
        throw new CommandError('usage', 'Say what to add: --redirect-uri, or --api with --scope.')
      }
      if ((api === undefined) !== (scopes.length === 0)) {
        throw new CommandError('usage', '--api and --scope go together.')
      }
      const wanted = { app, platform, redirectUris, scopes, ...(api !== undefined && { api }) }
      await carryOut(
        {
          read: [readApplications],
          write: [writeApplications],
          plan: ({ graph }) => planClient(graph, wanted),
        },
        options,
        context,
      )
    })

interface PolicyFlags extends SetupOptions {
  readonly context: string
  readonly contextName?: string
  readonly grant: PolicyOptions['grant']
  readonly excludeUser?: string[]
  readonly excludeGroup?: string[]
  readonly enforce?: boolean
  readonly printRequests?: boolean
}

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
      const { contextName, grant, excludeUser = [], excludeGroup = [], enforce = false } = options
      const wanted: PolicyOptions = {
        ...{ context: options.context, grant, enforce },
        ...{ excludeUsers: excludeUser, excludeGroups: excludeGroup },
        ...(contextName !== undefined && { contextName }),
      }
      if (options.printRequests) return printRequests(policyRequests(wanted), context.terminal)
      await carryOut(
        {
          read: [
            readPolicies,
            'User.Read',
            ...(excludeUser.length > 0 ? ['User.ReadBasic.All'] : []),
          ],
          write: [writePolicies, readApplications],
          plan: ({ graph, signIn: { isPerson } }, steps) =>
            planPolicy(wanted, { graph, isPerson, steps }),
        },
        options,
        context,
      )
    })

function readContext(id: string): string {
  if (/^c([1-9]|[1-9]\d)$/.test(id)) return id
  throw new CommandError('usage', `--context "${id}" is none of c1 to c99.`)
}
