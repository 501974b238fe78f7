import { type ClaimsRequest, decodeClaims } from '@caefetch/core'
import { explainClaims } from './claims.ts'
import { type ErrorText, explainError } from './error.ts'
import type { Explanation } from './explanation.ts'
import { explainHeader } from './header.ts'
import { explainToken, readToken } from './token.ts'

/** Says what a text is and what it asks for; undefined where it is nothing that is known. */
export function recognise(input: string, now: number): Explanation | undefined {
  const text = unquoted(input.trim())
  return (
    header(text) ??
    token(text, now) ??
    json(text, now) ??
    pimClaims(text) ??
    (/AADSTS\d|^\d{5,8}$/i.test(text) ? explainError({ text: withCode(text) }) : undefined) ??
    challenge(text) ??
    claims(text) ??
    explainError({ text })
  )
}

const unquoted = (text: string): string => /^(["'`])([\s\S]*)\1$/.exec(text)?.[2] ?? text

const withCode = (text: string): string => (/^\d+$/.test(text) ? `AADSTS${text}` : text)

/** Header lines as a response, curl or a browser shows them; several are one list. */
function header(text: string): Explanation | undefined {
  const lines = [...text.matchAll(/^[< \t]*www-authenticate[ \t]*[:=]([^\n]*)$/gim)]
  if (lines.length === 0) return undefined
  return explainHeader(latin(lines.map(([, value = '']) => value.trim()).join(', ')))
}

/** Without a name in front, it begins with a scheme. */
function challenge(text: string): Explanation | undefined {
  if (!/^(bearer|pop|dpop|basic|negotiate|ntlm|digest)(\s|$)/i.test(text)) return undefined
  return explainHeader(latin(oneLine(text)))
}

/** A header that was wrapped when it was copied. */
const oneLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join(' ')

/** Without what a header cannot carry. */
const latin = (text: string): string => text.replace(/[^\t\x20-\x7e\xa0-\xff]/g, '')

function token(text: string, now: number): Explanation | undefined {
  const [, jwt, parts] =
    /^(?:authorization:\s*)?(?:bearer\s+)?(eyJ[\w-]*(?:(\.[\w-]*){2,4}))\s*$/i.exec(text) ?? []
  if (jwt === undefined || parts === undefined) return undefined
  if (jwt.split('.').length === 5) return encrypted
  const content = readToken(jwt)
  return content && explainToken(content, now)
}

const encrypted: Explanation = {
  kind: 'token',
  summary: 'An encrypted token: only the API that it is for can read it.',
  facts: [],
  next: ['Decode it where the key is, or look at the API’s own log.'],
  links: ['https://learn.microsoft.com/entra/identity-platform/access-tokens'],
  details: { encrypted: true },
}

/** An error body, a token response, or a claims request. */
function json(text: string, now: number): Explanation | undefined {
  if (!text.startsWith('{')) return undefined
  const body = parse(text)
  if (body === undefined) return undefined
  if (typeof body.access_token === 'string') {
    const content = readToken(body.access_token)
    return content && explainToken(content, now, body)
  }
  const error = errorOf(body, text)
  return (error && explainError(error)) ?? pimClaims(text) ?? claims(text)
}

function errorOf(body: Record<string, unknown>, text: string): ErrorText | undefined {
  const { error, suberror, claims: wanted } = body
  if (typeof error === 'string') {
    return {
      text: String(body.error_description ?? text),
      error,
      ...(typeof suberror === 'string' && { suberror }),
      ...(typeof wanted === 'string' && { claims: wanted }),
    }
  }
  // Graph's shape; MSAL's errors as JSON have `errorCode` and `errorMessage`.
  return error !== undefined || 'errorCode' in body ? { text } : undefined
}

/** Claims in the text of an error, as Privileged Identity Management sends them. */
function pimClaims(text: string): Explanation | undefined {
  const start = text.indexOf('claims=')
  if (start < 0) return undefined
  const rest = text.slice(start + 'claims='.length, start + mostCharacters)
  const encoded = /^%7B[\w%.+*~!'()-]*/i.exec(rest)?.[0].replace(/\+/g, '%20')
  try {
    return claims(encoded ? decodeURIComponent(encoded) : rest.slice(0, rest.lastIndexOf('}') + 1))
  } catch {
    return undefined
  }
}

/** Real claims requests take a few hundred. */
const mostCharacters = 65_536

function claims(text: string): Explanation | undefined {
  const request = readClaims(text) ?? readClaims(text.replace(/\s+/g, ''))
  return request && explainClaims(request)
}

function readClaims(text: string): ClaimsRequest | undefined {
  try {
    return decodeClaims(text)
  } catch {
    return undefined
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
