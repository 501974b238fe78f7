import { isDeepStrictEqual } from 'node:util'
import { CommandError } from '../command-error.ts'
import { type Application, findApplication, writeApplications } from '../graph/applications.ts'
import type { Graph } from '../graph/graph.ts'
import type { Change, Plan } from './change.ts'

export type Platform = 'spa' | 'web' | 'publicClient'

export interface ClientOptions {
  /** A client id. */
  readonly app: string
  readonly platform: Platform
  readonly redirectUris: readonly string[]
  /** A client id or an application ID URI. */
  readonly api?: string
  /** Names of the API's delegated permissions. */
  readonly scopes: readonly string[]
}

/** Where a client may be sent back to, and what it asks for; merged, never replaced. */
export async function planClient(graph: Graph, options: ClientOptions): Promise<Plan> {
  const { app, platform, redirectUris, api, scopes } = options
  const client = await findApplication(graph, app)
  return {
    changes: [
      ...redirectChange(client, platform, redirectUris),
      ...(api === undefined ? [] : accessChange(client, await findApplication(graph, api), scopes)),
    ],
    notes: [
      'The rest is in code: withCae(configuration) declares cp1, without which no API challenges this client.',
      ...(platform === 'spa'
        ? ['@azure/msal-browser 5 needs its redirect-bridge page at the redirect URI.']
        : []),
    ],
  }
}

function redirectChange(
  client: Application,
  platform: Platform,
  wanted: readonly string[],
): Change[] {
  const { redirectUris } = client[platform]
  const missing = wanted.filter((uri) => !redirectUris.includes(uri))
  if (missing.length === 0) return []
  return [
    change(
      client,
      `Client ${client.displayName}: redirect URIs (${platform})`,
      [...redirectUris.map((uri) => `  ${uri}`), ...missing.map((uri) => `+ ${uri}`)],
      { [platform]: { redirectUris } },
      { [platform]: { redirectUris: [...redirectUris, ...missing] } },
    ),
  ]
}

function accessChange(client: Application, api: Application, names: readonly string[]): Change[] {
  const before = client.requiredResourceAccess
  const current =
    before.find(({ resourceAppId }) => resourceAppId === api.appId)?.resourceAccess ?? []
  const wanted = names.map((name) => ({ id: scopeId(api, name), type: 'Scope' }))
  const missing = wanted.filter((item) => !current.some((each) => isDeepStrictEqual(each, item)))
  if (missing.length === 0) return []
  const entry = { resourceAppId: api.appId, resourceAccess: [...current, ...missing] }
  const others = before.filter(({ resourceAppId }) => resourceAppId !== api.appId)
  return [
    change(
      client,
      `Client ${client.displayName}: permissions of ${api.displayName}`,
      names.map((name, index) => `${missing.includes(wanted[index] as never) ? '+' : ' '} ${name}`),
      { requiredResourceAccess: before },
      { requiredResourceAccess: [...others, entry] },
    ),
  ]
}

function scopeId({ api, displayName }: Application, name: string): string {
  const scopes = api?.oauth2PermissionScopes ?? []
  const scope = scopes.find(({ value }) => value === name)
  if (scope) return scope.id
  const offered = scopes.map(({ value }) => value).join(', ') || 'none'
  throw new CommandError(
    'usage',
    `The API ${displayName} has no scope "${name}"; it has ${offered}.`,
  )
}

function change(
  { id }: Application,
  title: string,
  difference: readonly string[],
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Change {
  const path = `/applications/${id}`
  return {
    title,
    difference,
    request: { method: 'PATCH', path, body: after },
    permission: writeApplications,
    undo: () => ({ kind: 'restore', path, permission: writeApplications, before, after }),
  }
}
