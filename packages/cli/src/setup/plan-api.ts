import {
  type Application,
  findApplication,
  type OptionalClaimLists,
  writeApplications,
} from '../graph/applications.ts'
import type { Graph } from '../graph/graph.ts'
import type { Change, Plan } from './change.ts'

export interface ApiOptions {
  /** A client id or an application ID URI. */
  readonly app: string
  readonly claims: readonly string[]
  readonly tokenVersion?: 1 | 2
}

/** The optional claims of an API by which it knows capable clients and contexts; merged, never replaced. */
export async function planApi(
  graph: Graph,
  { app, claims, tokenVersion }: ApiOptions,
): Promise<Plan> {
  const application = await findApplication(graph, app)
  return {
    changes: [
      ...claimsChange(application, claims),
      ...(tokenVersion === undefined ? [] : versionChange(application, tokenVersion)),
    ],
    notes: [
      'Tokens that are out already stay as they are; clients must declare cp1 (withCae) to have xms_cc.',
    ],
  }
}

const none: OptionalClaimLists = { idToken: [], accessToken: [], saml2Token: [] }

function claimsChange(application: Application, wanted: readonly string[]): Change[] {
  const { id, displayName, optionalClaims } = application
  const current = optionalClaims ?? none
  const present = current.accessToken.map(({ name }) => name)
  const missing = wanted.filter((name) => !present.includes(name))
  if (missing.length === 0) return []
  const accessToken = [...current.accessToken, ...missing.map(asOptionalClaim)]
  const after = { optionalClaims: { ...current, accessToken } }
  const path = `/applications/${id}`
  return [
    {
      title: `API ${displayName}: optional claims of the access token`,
      difference: [...present.map((name) => `  ${name}`), ...missing.map((name) => `+ ${name}`)],
      request: { method: 'PATCH', path, body: after },
      permission: writeApplications,
      undo: () => ({
        kind: 'restore',
        path,
        permission: writeApplications,
        before: { optionalClaims: optionalClaims ?? null },
        after,
      }),
    },
  ]
}

function versionChange({ id, displayName, api }: Application, version: 1 | 2): Change[] {
  const current = api?.requestedAccessTokenVersion ?? null
  // Entra takes none for the first version.
  if ((current ?? 1) === version) return []
  const path = `/applications/${id}`
  const after = { api: { requestedAccessTokenVersion: version } }
  return [
    {
      title: `API ${displayName}: version of its access tokens`,
      difference: [
        `- ${current ?? '1 (none set)'}`,
        `+ ${version}: issuer and audience change, and the API must accept both`,
      ],
      request: { method: 'PATCH', path, body: after },
      permission: writeApplications,
      undo: () => ({
        kind: 'restore',
        path,
        permission: writeApplications,
        before: { api: { requestedAccessTokenVersion: current } },
        after,
      }),
    },
  ]
}

export const asOptionalClaim = (name: string) => ({
  name,
  source: null,
  essential: false,
  additionalProperties: [],
})
