import * as z from 'zod'
import { CommandError } from '../command-error.ts'
import { fetchJson } from './fetch-json.ts'
import type { TenantOptions } from './options.ts'

/** Where a tenant is: its sign-in and its Graph. */
export interface Cloud {
  readonly tenantId: string
  /** What MSAL is told. */
  readonly auth: { authority: string; authorityMetadata?: string; knownAuthorities?: string[] }
  /** `https://graph.microsoft.com`, where calls go; without a slash at the end. */
  readonly graph: string
  /** What Graph's scopes begin with. */
  readonly graphResource: string
}

const metadataSchema = z.object({
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  device_authorization_endpoint: z.url().optional(),
  jwks_uri: z.url(),
  end_session_endpoint: z.url().optional(),
  msgraph_host: z.string().optional(),
})

const microsoft = 'https://login.microsoftonline.com'

/**
 * Looks the tenant up, as OpenID Connect discovery tells it. Without a tenant, that of whoever signs in.
 *
 * @throws {@link CommandError} where nobody answers, or the tenant is not known.
 */
export async function findCloud(options: TenantOptions, signal: AbortSignal): Promise<Cloud> {
  const { tenant = 'organizations', emulator, authority = microsoft } = options
  const base = new URL(emulator ?? authority)
  const named = emulator === undefined && base.pathname.length > 1
  const root = named
    ? base.href.replace(/\/+$/, '')
    : `${base.origin}/${encodeURIComponent(tenant)}`
  const metadata = metadataSchema.safeParse(
    await fetchJson(`${root}/v2.0/.well-known/openid-configuration`, signal, unknownTenant),
  )
  if (!metadata.success) throw noEntra()
  const { msgraph_host = 'graph.microsoft.com', ...endpoints } = metadata.data
  const [, tenantId = tenant] = /\/([0-9a-f-]{36})\//i.exec(`${endpoints.issuer}/`) ?? []
  const graphResource = `https://${emulator === undefined ? msgraph_host : 'graph.microsoft.com'}`
  return {
    tenantId,
    // MSAL takes plain http from metadata only, and names the tenant by the authority then.
    auth:
      base.protocol === 'http:'
        ? { authority: `${microsoft}/${tenantId}`, authorityMetadata: JSON.stringify(endpoints) }
        : { authority: `${base.origin}/${tenantId}`, knownAuthorities: [base.host] },
    graph: (
      options.graph ?? (emulator === undefined ? graphResource : `${base.origin}/graph`)
    ).replace(/\/+$/, ''),
    graphResource,
  }

  function noEntra(): CommandError {
    return new CommandError(
      'usage',
      `${base.origin} is no Microsoft Entra: it has no OpenID configuration.`,
    )
  }

  function unknownTenant(): CommandError {
    if (options.tenant === undefined) return noEntra()
    return new CommandError('usage', `There is no tenant "${tenant}" at ${base.origin}.`)
  }
}
