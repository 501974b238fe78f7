import { type ClientApp, isClient, literal, msalSnippet } from '../console/msal-snippet.ts'
import type { Plan } from '../plan.ts'
import type { MsalConfig } from '../tenant/msal-config.ts'
import type { Running } from './start.ts'

/** What the command says first: where things are, as JavaScript that can be pasted whole. */
export function banner({ emulator, api }: Running, plan: Plan, certificateFile?: string): string {
  const clients = Object.entries(plan.apps)
    .map(([name, app]): ClientApp => ({ ...app, name, secret: app.secret }))
    .filter(isClient)
    .map((app) => ({ app, config: withRedirectUri(app, emulator.msalConfig(app.name)) }))
  const [metadata] = clients.flatMap(({ config }) => config.auth.authorityMetadata ?? [])
  const facts: [string, string | undefined][] = [
    ['page', `${emulator.url}/`],
    ['issuer', emulator.issuer],
    ['demo API', api && `${api.url}/orders, for tokens of ${api.uri}`],
    ['Graph', `${emulator.graphUrl}/v1.0`],
    ['users', usersOf(plan)],
    ['ids', 'follow from names: the same at every start'],
    ['certificate', certificateFile && `NODE_EXTRA_CA_CERTS=${certificateFile}`],
  ]
  const names = variablesFor(clients.map(({ app }) => app.name))
  return [
    `// caefetch emulator: a local Entra for ${plan.tenant.domain}`,
    '//',
    ...facts.flatMap(([name, value]) => (value ? [`//   ${name.padEnd(12)}${value}`] : [])),
    '',
    ...(clients.length > 0
      ? ['// For MSAL, as withCae(…) of @caefetch/browser or @caefetch/node:', '']
      : []),
    // Plain http needs this in each of them; it is long.
    ...(metadata === undefined ? [] : [`const authorityMetadata = ${literal(metadata)}`, '']),
    ...clients.flatMap(({ app, config }, index) => [
      msalSnippet(app, config, ['authorityMetadata'], names[index]),
      '',
    ]),
    '// For createCaeFetch(msal, { resources }):',
    '',
    'const resources = {',
    ...(api ? [`  ${literal(`${api.url}/`)}: ${literal([`${api.uri}/.default`])},`] : []),
    `  ${literal(`${emulator.graphUrl}/`)}: ${literal(['https://graph.microsoft.com/.default'])},`,
    '}',
    '',
    '// Every request from here on; Ctrl-C stops.',
    '',
  ].join('\n')
}

function usersOf({ users }: Plan): string {
  const passwords = new Set(Object.values(users).map(({ password }) => password))
  const [password] = passwords
  const names = Object.entries(users).map(([upn, user]) =>
    passwords.size > 1 ? `${upn} (${user.password})` : upn,
  )
  const ending = passwords.size === 1 ? `; the password is ${password}` : ''
  return `${names.join(', ')}${ending}`
}

/** Where any address of a host may be used, MSAL needs to be told one. */
function withRedirectUri(app: ClientApp, { auth }: MsalConfig): MsalConfig {
  const [first] = app.redirectUris
  if (auth.redirectUri !== undefined || first === undefined) return { auth }
  return { auth: { ...auth, redirectUri: first.replace(/\*$/, '') } }
}

/** `web-api` becomes `webApiConfig`; two never get the same name. */
function variablesFor(names: readonly string[]): string[] {
  const variables: string[] = []
  for (const name of names) {
    const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? []
    const camel = words.map((word, at) => (at > 0 ? word.replace(/^./, upper) : word)).join('')
    const base = /^[a-z]/.test(camel) ? `${camel}Config` : `config${camel}`
    const twins = variables.filter((each) => each.replace(/_\d+$/, '') === base).length
    variables.push(twins > 0 ? `${base}_${twins + 1}` : base)
  }
  return variables
}

const upper = (letter: string): string => letter.toUpperCase()
