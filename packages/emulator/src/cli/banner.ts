import { type ClientApp, isClient, literal, msalSnippet } from '../console/msal-snippet.ts'
import type { Plan } from '../plan.ts'
import type { Running } from './start.ts'

/** What the command says first: where things are, and what to paste into the clients. */
export function banner({ emulator, api }: Running, plan: Plan, certificateFile?: string): string {
  const clients = Object.entries(plan.apps)
    .map(([name, app]): ClientApp => ({ ...app, name, secret: app.secret }))
    .filter(isClient)
    .map((app) => ({ app, config: emulator.msalConfig(app.name) }))
  const [metadata] = clients.flatMap(({ config }) => config.auth.authorityMetadata ?? [])
  const facts: [string, string | undefined][] = [
    ['page', `${emulator.url}/`],
    ['issuer', emulator.issuer],
    ['demo API', api && `${api.url}/orders, for tokens of api://orders`],
    ['users', Object.keys(plan.users).join(', ')],
    ['certificate', certificateFile && `NODE_EXTRA_CA_CERTS=${certificateFile}`],
  ]
  return [
    `caefetch emulator: a local Entra for ${plan.tenant.domain}`,
    '',
    ...facts.flatMap(([name, value]) => (value ? [`  ${name.padEnd(12)}${value}`] : [])),
    '',
    ...(clients.length > 0 ? ['To paste into the configuration of MSAL:', ''] : []),
    // Plain http needs this in each of them; it is long.
    ...(metadata === undefined ? [] : [`const authorityMetadata = ${literal(metadata)}`, '']),
    ...clients.flatMap(({ app, config }) => [msalSnippet(app, config, ['authorityMetadata']), '']),
    'Every request from here on; Ctrl-C stops.',
    '',
  ].join('\n')
}
