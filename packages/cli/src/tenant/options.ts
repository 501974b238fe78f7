import { type Command, Option } from 'commander'
import { CommandError } from '../command-error.ts'

/** Which tenant a command talks to, and as whom. */
export interface TenantOptions {
  readonly tenant?: string
  readonly clientId?: string
  readonly authority?: string
  readonly graph?: string
  readonly emulator?: string
}

/** Microsoft Graph Command Line Tools: the public client that Microsoft's own tools for administrators sign in with. */
export const adminClientId = '14d82eec-204b-4c2f-b7e8-296a70dab67e'

/** The variable that a client secret is taken from: arguments are seen by everyone on the machine. */
export const secretVariable = 'CAEFETCH_CLIENT_SECRET'

export const tenantHelp: string = `
Sign-in is by device code. With --client-id and a secret in the environment
variable ${secretVariable} an app signs in by itself. Tokens are kept in
memory only.`

/** Adds the options that say which tenant. */
export function withTenant(command: Command): Command {
  return command
    .option('-t, --tenant <id>', 'tenant: its id or a domain')
    .option('-c, --client-id <id>', 'app to sign in with')
    .addOption(url('--authority <url>', 'where to sign in, in another cloud'))
    .addOption(url('--graph <url>', 'Microsoft Graph, in another cloud'))
    .addOption(url('--emulator <url>', 'an emulator in place of Microsoft Entra'))
}

/** An option that takes a URL, which may be plain http on this machine only. */
export const url = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((value) =>
    readUrl(value, flags.split(/[ ,<]+/)[0] ?? ''),
  )

function readUrl(text: string, option: string): string {
  const address = URL.parse(text)
  if (!address || !/^https?:$/.test(address.protocol)) {
    throw new CommandError(
      'usage',
      `${option} "${text}" is no URL such as https://api.contoso.com/orders.`,
    )
  }
  if (address.protocol === 'http:' && !isLoopback(address.hostname)) {
    throw new CommandError(
      'usage',
      `${option} must be https: tokens go over plain http to this machine only.`,
    )
  }
  if (address.username !== '' || address.password !== '') {
    throw new CommandError('usage', `${option} must not hold a password.`)
  }
  return address.href
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  host === '[::1]' ||
  /^127(\.\d+){3}$/.test(host)
