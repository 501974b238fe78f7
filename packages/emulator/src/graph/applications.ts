import * as z from 'zod'
import type { Directory } from '../tenant/directory.ts'
import type { App } from '../tenant/model.ts'
import { type OptionalClaims, optionalClaimsOf, toApplication } from './application.ts'
import { toCollection, toEntity } from './collection.ts'
import {
  contextOf,
  findOr404,
  type GraphContext,
  type GraphRoutes,
  idOf,
  need,
  readBody,
} from './context.ts'
import { refuseGraph } from './graph-error.ts'
import {
  delegatedIn,
  type RequiredAccess,
  requiredAccessOf,
  requiredAccessSchema,
} from './required-access.ts'

const read = [
  ...['Application.Read.All', 'Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy'],
  ...['Directory.Read.All', 'Directory.ReadWrite.All'],
]
const write = [
  'Application.ReadWrite.All',
  'Application.ReadWrite.OwnedBy',
  'Directory.ReadWrite.All',
]

const optionalClaim = z.strictObject({
  name: z.string().min(1),
  source: z.string().nullable().optional(),
  essential: z.boolean().optional(),
  additionalProperties: z.array(z.string()).optional(),
})
const claimList = z.array(optionalClaim).default([])
const redirects = z.looseObject({ redirectUris: z.array(z.url()).optional() }).optional()

/** What the emulator lets be changed; anything else is refused by name. */
const changes = z.strictObject({
  optionalClaims: z
    .strictObject({ idToken: claimList, accessToken: claimList, saml2Token: claimList })
    .nullable()
    .optional(),
  api: z
    .strictObject({
      requestedAccessTokenVersion: z.union([z.literal(1), z.literal(2), z.null()]).optional(),
    })
    .optional(),
  spa: redirects,
  web: z
    .looseObject({
      redirectUris: z.array(z.url()).optional(),
      implicitGrantSettings: z
        .looseObject({ enableIdTokenIssuance: z.boolean().optional() })
        .optional(),
    })
    .optional(),
  publicClient: redirects,
  requiredResourceAccess: requiredAccessSchema.optional(),
})

/** @see [application resource type](https://learn.microsoft.com/graph/api/resources/application) */
export function addApplications(app: GraphRoutes, directory: Directory): void {
  // What was written, to be shown as it was written.
  const claims = new Map<App, OptionalClaims | null>()
  const access = new Map<App, RequiredAccess>()
  const show = (each: App) =>
    toApplication(
      each,
      directory,
      claims.has(each) ? (claims.get(each) ?? null) : optionalClaimsOf(each),
      access.get(each) ?? requiredAccessOf(each, directory),
    )
  const find = (c: GraphContext): App => {
    const id = idOf(c)
    const appId = /^appid:(.*)$/i.exec(id)?.[1]
    const registered = directory.apps.find((each) =>
      appId === undefined ? each.registrationId === id : each.clientId === appId,
    )
    return findOr404(appId ?? id, registered)
  }

  app.get('/:version/applications', (c) => {
    need(c, read)
    const items = directory.apps.filter(({ isFirstParty }) => !isFirstParty).map(show)
    return c.json(toCollection(items, new URL(c.req.url), contextOf(c, 'applications')))
  })
  app.get('/:version/applications/:id', (c) => {
    need(c, read)
    return c.json(toEntity(show(find(c)), new URL(c.req.url), contextOf(c, 'applications')))
  })
  app.patch('/:version/applications/:id', async (c) => {
    need(c, write)
    const target = find(c)
    const body = await readBody(c, changes, 'application')
    const { resource } = target
    const version = body.api?.requestedAccessTokenVersion
    if (version !== undefined && !resource) {
      throw refuseGraph.badRequest(
        `${target.name} exposes no API whose tokens could have a version.`,
      )
    }
    const required = body.requiredResourceAccess
    // Refused before anything is changed.
    if (required) target.delegated = delegatedIn(required, directory)
    if (required) access.set(target, required)
    if (version !== undefined && resource) resource.tokenVersion = version ?? 1
    if (body.optionalClaims !== undefined) {
      claims.set(target, body.optionalClaims)
      const names = (body.optionalClaims?.accessToken ?? []).map(({ name }) => name)
      if (resource) resource.optionalClaims = names
    }
    target.idTokens = body.web?.implicitGrantSettings?.enableIdTokenIssuance ?? target.idTokens
    for (const [platform, uris] of platformsIn(body)) {
      target.platform = platform
      target.redirectUris = uris
    }
    return c.body(null, 204)
  })
}

/** An application of the emulator has one platform: the one that gets redirect URIs. */
function platformsIn({ spa, web, publicClient }: z.infer<typeof changes>) {
  const all = [
    ['spa', spa],
    ['web', web],
    ['native', publicClient],
  ] as const
  return all.flatMap(([platform, { redirectUris = [] } = {}]) =>
    redirectUris.length > 0 ? [[platform, redirectUris] as const] : [],
  )
}
