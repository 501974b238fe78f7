import { stripVTControlCharacters } from 'node:util'

/**
 * Text from elsewhere (a header, a body, a name in the tenant) without what would steer the terminal;
 * what else is a control character is spelt out.
 */
export const printable = (text: string): string =>
  stripVTControlCharacters(text).replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
