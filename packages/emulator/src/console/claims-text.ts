import type { ClaimsRequest } from '@caefetch/core'

type Wish = { readonly value?: unknown; readonly values?: readonly unknown[] } | null

/**
 * What claims ask of an access token, in few words: `nbf 1795297826, acrs c1`. The capabilities that
 * every request states would only hide it.
 */
export function claimsText(claims: ClaimsRequest | undefined): string | undefined {
  const wishes = Object.entries(claims?.access_token ?? {}) as [string, Wish][]
  const texts = wishes
    .filter(([name]) => name !== 'xms_cc')
    .map(([name, wish]) => {
      const values = [wish?.value ?? wish?.values ?? []].flat()
      return [name, values.map(String).join(' or ')].join(' ').trim()
    })
  return texts.length > 0 ? texts.join(', ') : undefined
}
