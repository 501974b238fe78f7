import type { App } from '../tenant/model.ts'
import type { MsalConfig } from '../tenant/msal-config.ts'

/** What decides how an application is configured as a client. */
export type ClientApp = Pick<
  App,
  'name' | 'platform' | 'secret' | 'keys' | 'redirectUris' | 'delegated' | 'application'
>

/** Whether an application ever asks for tokens. */
export function isClient(app: ClientApp): boolean {
  const permissions = [...Object.values(app.delegated), ...Object.values(app.application)]
  return hasCredential(app) || app.redirectUris.length > 0 || permissions.length > 0
}

/**
 * What to paste into a program to sign a client in here, as a variable of that name; names in `elsewhere`
 * are defined there already.
 */
export function msalSnippet(
  app: ClientApp,
  { auth }: MsalConfig,
  elsewhere: readonly string[] = [],
  variable = 'msalConfig',
): string {
  const members = Object.entries({ ...auth, clientCapabilities: ['cp1'] }).map(([name, value]) =>
    elsewhere.includes(name) ? `${name},` : `${name}: ${literal(value)},`,
  )
  const needsAssertion = hasCredential(app) && app.secret === undefined
  return [
    `// ${JSON.stringify(app.name).slice(1, -1)}: ${libraryOf(app)}`,
    `const ${variable} = {`,
    '  auth: {',
    ...members.map((member) => `    ${member}`),
    ...(needsAssertion ? ['    clientAssertion, // signed with the private key'] : []),
    '  },',
    '}',
  ].join('\n')
}

function libraryOf(app: ClientApp): string {
  if (hasCredential(app)) return 'ConfidentialClientApplication of @azure/msal-node'
  const library = app.platform === 'spa' ? '@azure/msal-browser' : '@azure/msal-node'
  return `PublicClientApplication of ${library}`
}

const hasCredential = ({ secret, keys }: ClientApp): boolean =>
  secret !== undefined || keys.length > 0

/** In single quotes, so that the JSON in `authorityMetadata` stays readable. */
export function literal(value: string | readonly string[]): string {
  if (typeof value !== 'string') return `[${value.map(literal).join(', ')}]`
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
