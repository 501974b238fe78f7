import { type ClaimsRequest, encodeClaims } from '@caefetch/core'

/** How a dialect writes claims; each throws core's `InvalidClaimsError` for what is no claims request. */
export type Encoding = (claims: ClaimsRequest) => string

/** Padded base64 of minified JSON, as Microsoft documents it. */
export const minified: Encoding = encodeClaims

/** As Microsoft Graph and Azure Resource Manager do: with a space after each comma of the JSON. */
export const spaced: Encoding = (claims) =>
  // The bytes of UTF-8 beyond ASCII are neither commas nor quotes.
  btoa(
    atob(minified(claims)).replace(/("(?:\\.|[^"\\])*")|,/g, (comma, text) => text ?? `${comma} `),
  )

export const unpadded: Encoding = (claims) => minified(claims).replace(/=+$/, '')

/** The JSON itself, in the ASCII that every header can hold. */
export const rawJson: Encoding = (claims) => {
  minified(claims)
  return JSON.stringify(claims).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
