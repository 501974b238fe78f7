import { readClaims } from '../claims/claims-codec.ts'
import { type ClaimsRequest, isObject } from '../claims/claims-request.ts'
import { readCopy } from '../fetch/read-copy.ts'

const mostBytes = 65_536
const mostValues = 4

/**
 * Reads the challenge of Privileged Identity Management, which is no header: a role that takes an
 * authentication context is activated with a 400 first, whose error message holds the claims,
 * percent-encoded. For `challengeFrom` of a resource. Of the body at most 64 KiB are read, from a copy.
 *
 * @example
 * const graph = { scopes, challengeFrom: pimChallenge }
 * createCaeFetch(tokens, { resources: { 'https://graph.microsoft.com/': graph } })
 * @see [Activate roles](https://learn.microsoft.com/graph/api/rbacapplication-post-roleassignmentschedulerequests)
 */
export async function pimChallenge(response: Response): Promise<ClaimsRequest | undefined> {
  if (response.status !== 400 || response.bodyUsed) return undefined
  const text = await readCopy(response, mostBytes)
  return text?.includes('AcrsValidationFailed') ? claimsIn(messageOf(text)) : undefined
}

/** The message of an error; some services write their error's JSON into that of another. */
function messageOf(body: string): string {
  let text = body
  for (let depth = 0; depth < 4 && text.startsWith('{'); depth++) {
    try {
      const value: unknown = JSON.parse(text)
      const error = isObject(value) && isObject(value.error) ? value.error : value
      const message = isObject(error) ? error.message : undefined
      if (typeof message !== 'string') return ''
      text = message
    } catch {
      return text
    }
  }
  return text
}

/** Each try goes on from the end of the last, so that a text of nothing but beginnings costs linear time. */
function claimsIn(message: string): ClaimsRequest | undefined {
  let end = 0
  for (let tries = 0; tries < mostValues; tries++) {
    const start = message.indexOf('claims=', end) + 'claims='.length
    if (start < end + 'claims='.length) return undefined
    end = endOf(message, start)
    const claims = readClaims(decode(message.slice(start, end)))
    if (claims && /^$|[&?\s]/.test(message.charAt(start - 'claims='.length - 1))) return claims
  }
  return undefined
}

/** Where a value ends: percent-encoded ones at a delimiter, JSON with the message. */
function endOf(message: string, start: number): number {
  if (message[start] === '{') return message.lastIndexOf('}') + 1 || message.length
  const length = message.slice(start).search(/[&"'<>\\\s]/)
  return length < 0 ? message.length : start + length
}

function decode(value: string): string {
  if (!value.startsWith('%')) return value
  try {
    return decodeURIComponent(value.replaceAll('+', '%20'))
  } catch {
    return ''
  }
}
