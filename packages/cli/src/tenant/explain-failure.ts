import { CommandError } from '../command-error.ts'
import { aadstsCode } from '../decode/aadsts.ts'
import { GraphError } from '../graph/graph-error.ts'

/** What went wrong with a tenant or an API, in one line; anything unforeseen comes back as it is. */
export function explainFailure(error: unknown): unknown {
  if (error instanceof CommandError) return error
  const chain = causesOf(error)
  const refusal = chain.find((link) => link instanceof GraphError)
  if (refusal instanceof GraphError) return explainGraph(refusal)
  const text = chain.map(textOf).join(' ')
  const [, code] = /AADSTS(\d{4,8})/.exec(text) ?? []
  if (code !== undefined) return explainEntra(code, error)
  if (chain.some(({ name }) => name === 'TimeoutError')) {
    return new CommandError(
      'unreachable',
      'No answer within 30 seconds: look at network and proxy.',
      { cause: error },
    )
  }
  const network = chain.find((link) => networkCodes.test(String(link.code ?? link.errorCode ?? '')))
  if (network || /fetch failed|network_error|endpoints_resolution_error/.test(text)) {
    return new CommandError(
      'unreachable',
      `${addressIn(chain)}: nobody answers${network ? ` (${network.code ?? network.errorCode})` : ''}; look at network and proxy.`,
      { cause: error },
    )
  }
  const signIn = signInFailure(text, chain)
  return signIn === undefined ? error : new CommandError('sign_in_failed', signIn, { cause: error })
}

/** What MSAL and caefetch say without a code of Entra's. */
function signInFailure(text: string, chain: readonly Link[]): string | undefined {
  if (/device_code_expired|expired_token/.test(text)) {
    return 'Nobody signed in before the code expired.'
  }
  if (/authorization_declined|access_denied/.test(text)) {
    return 'The sign-in was declined: by the person, or because the app may not ask for these permissions.'
  }
  const codes = chain.map(({ code, errorCode }) => errorCode ?? code)
  if (
    !codes.some((code) => code === 'reauthentication_failed' || code === 'interaction_required')
  ) {
    return undefined
  }
  return `No token could be had (${codes.findLast((code) => typeof code === 'string')}).`
}

type Link = Error & {
  code?: unknown
  errorCode?: unknown
  hostname?: unknown
  address?: unknown
  port?: unknown
}

function causesOf(error: unknown): Link[] {
  const chain: Link[] = []
  for (let link = error; link instanceof Error && chain.length < 8; link = link.cause)
    chain.push(link)
  return chain
}

const textOf = ({ message, name, errorCode }: Link): string =>
  `${name} ${errorCode ?? ''} ${message}`

const networkCodes =
  /^(E(CONN(REFUSED|RESET|ABORTED)|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN|NOTFOUND|PIPE)|UND_ERR_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|ERR_TLS_\w+)$/

function addressIn(chain: Link[]): string {
  const { hostname, address, port } = chain.find((link) => link.hostname ?? link.address) ?? {}
  if (typeof hostname === 'string') return hostname
  return typeof address === 'string' ? `${address}:${port}` : 'The network'
}

function explainEntra(code: string, cause: unknown): CommandError {
  const { meaning = 'Microsoft Entra refused the sign-in.', mend = '' } = aadstsCode(code) ?? {}
  const more = `\`caefetch decode AADSTS${code}\` says more.`
  return new CommandError(
    'sign_in_failed',
    [`AADSTS${code}:`, meaning, mend, more].filter(Boolean).join(' '),
    { cause },
  )
}

function explainGraph(error: GraphError): CommandError {
  const { status, message, permissions, code } = error
  const needed = permissions.length > 0 ? ` It needs ${permissions.join(' and ')}.` : ''
  if (/security defaults/i.test(message)) {
    return new CommandError(
      'security_defaults',
      'Security defaults are on, and exclude Conditional Access policies: turn them off first (Entra admin center, Properties).',
      { cause: error },
    )
  }
  if (/licen[cs]e/i.test(message)) {
    return new CommandError(
      'no_licence',
      'The tenant has no licence for this: Conditional Access needs Microsoft Entra ID P1.',
      { cause: error },
    )
  }
  if (status === 403) {
    return new CommandError(
      'no_permission',
      `Microsoft Graph does not permit this (403 ${code}).${needed}`,
      { cause: error },
    )
  }
  if (status === 401) {
    return new CommandError(
      'sign_in_failed',
      `Microsoft Graph refuses the token (401 ${code}): sign in again.`,
      { cause: error },
    )
  }
  if (status === 429 || status >= 500) {
    return new CommandError(
      'unreachable',
      `Microsoft Graph is busy or in trouble (${status}): try again later.`,
      { cause: error },
    )
  }
  return new CommandError(
    'tenant_refused',
    `Microsoft Graph refuses this (${status} ${code}): ${message}`,
    { cause: error },
  )
}
