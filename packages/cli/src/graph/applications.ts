import * as z from 'zod'
import { CommandError } from '../command-error.ts'
import type { Graph } from './graph.ts'

const optionalClaim = z.looseObject({ name: z.string() })

const claimLists = z.object({
  idToken: z.array(optionalClaim).default([]),
  accessToken: z.array(optionalClaim).default([]),
  saml2Token: z.array(optionalClaim).default([]),
})

const redirects = z
  .object({ redirectUris: z.array(z.string()).default([]) })
  .default({ redirectUris: [] })
const permission = z.looseObject({ id: z.string(), value: z.string().nullish() })

const applicationSchema = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string(),
  identifierUris: z.array(z.string()).default([]),
  optionalClaims: claimLists.nullish(),
  api: z
    .object({
      requestedAccessTokenVersion: z.number().nullish(),
      oauth2PermissionScopes: z.array(permission).default([]),
    })
    .nullish(),
  requiredResourceAccess: z
    .array(
      z.object({
        resourceAppId: z.string(),
        resourceAccess: z.array(z.object({ id: z.string(), type: z.string() })),
      }),
    )
    .default([]),
  spa: redirects,
  web: redirects,
  publicClient: redirects,
})

/** A registration, as far as it is looked at. */
export type Application = z.infer<typeof applicationSchema>
export type OptionalClaimLists = z.infer<typeof claimLists>

/** What reading a registration needs. */
export const readApplications = 'Application.Read.All'
export const writeApplications = 'Application.ReadWrite.All'

/**
 * The registration with this client id or application ID URI.
 *
 * @throws {@link CommandError} where there is none.
 */
export async function findApplication(graph: Graph, name: string): Promise<Application> {
  const application = isGuid(name)
    ? await graph.find(`/applications(appId='${name}')`, applicationSchema, readApplications)
    : await byUri(graph, name)
  if (application) return application
  throw new CommandError(
    'usage',
    `The tenant has no registration with ${isGuid(name) ? 'the client id' : 'the application ID URI'} "${name}".`,
  )
}

async function byUri(graph: Graph, uri: string): Promise<Application | undefined> {
  const literal = `'${uri.replaceAll("'", "''")}'`
  const filter = encodeURIComponent(`identifierUris/any(uri:uri eq ${literal})`)
  const [application] = await graph.list(
    `/applications?$filter=${filter}`,
    applicationSchema,
    readApplications,
  )
  return application
}

const isGuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
