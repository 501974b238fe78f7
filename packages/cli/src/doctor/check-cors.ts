import { troubleshooting } from '../links.ts'
import { bounded } from '../tenant/fetch-json.ts'
import { type Finding, ok, wrong } from './finding.ts'

/** What a page of `origin` can see of the answer, and whether it may send a token at all. */
export async function checkCors(
  api: string,
  origin: string,
  answer: Response,
  signal: AbortSignal,
): Promise<Finding[]> {
  return [exposed(answer, origin), await preflight(api, origin, signal)]
}

const link = troubleshooting('challenge_hidden_by_cors')

const names = (list: string | null): string[] =>
  (list ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())

const allows = ({ headers }: Response, origin: string): boolean =>
  ['*', origin].includes(headers.get('access-control-allow-origin') ?? '')

function exposed(answer: Response, origin: string): Finding {
  if (!allows(answer, origin)) {
    return wrong(
      'cors_origin',
      `Pages of ${origin} may not read refusals: Access-Control-Allow-Origin does not name them.`,
      'Put CORS before authentication, so that the 401 has its headers too.',
      link,
    )
  }
  if (names(answer.headers.get('access-control-expose-headers')).includes('www-authenticate')) {
    return ok('cors_expose', 'Pages can read WWW-Authenticate.')
  }
  return wrong(
    'cors_expose',
    'Pages cannot read WWW-Authenticate: no challenge reaches them.',
    'Send Access-Control-Expose-Headers: WWW-Authenticate with every answer.',
    link,
  )
}

/** What a browser asks before it sends a token. */
async function preflight(api: string, origin: string, signal: AbortSignal): Promise<Finding> {
  const id = 'cors_preflight'
  const headers = {
    origin,
    'access-control-request-method': 'GET',
    'access-control-request-headers': 'authorization',
  }
  const init = { method: 'OPTIONS', headers, redirect: 'manual' } as const
  const response = await fetch(api, { ...init, signal: bounded(signal) })
  await response.body?.cancel()
  // The wildcard does not stand for Authorization: https://fetch.spec.whatwg.org/#cors-protocol-and-credentials
  const isAllowed = names(response.headers.get('access-control-allow-headers')).includes(
    'authorization',
  )
  if (response.ok && allows(response, origin) && isAllowed) {
    return ok(id, 'The preflight allows Authorization.')
  }
  const problem = !response.ok
    ? `is answered ${response.status}`
    : allows(response, origin)
      ? 'does not allow the header Authorization'
      : `does not allow ${origin}`
  return wrong(
    id,
    `The preflight ${problem}.`,
    'Answer OPTIONS without a token: 204, Access-Control-Allow-Origin, and Access-Control-Allow-Headers: authorization.',
    link,
  )
}
