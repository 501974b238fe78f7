// `charAt` gives the empty string past the end, and every string includes that one: all runs end there.
const space = ' \t\r\n'
const boundary = `${space},`
const delimiter = `${boundary}="`

/** The index of the first character at or after `index` that is no white space. */
export function skipSpace(text: string, index: number): number {
  while (index < text.length && space.includes(text.charAt(index))) index++
  return index
}

/** Whether an element may end at `index`: at white space, a comma, or the end. */
export const isBoundary = (text: string, index: number): boolean =>
  boundary.includes(text.charAt(index))

/** Where the name at `index` ends. */
export function nameEnd(text: string, index: number): number {
  while (!delimiter.includes(text.charAt(index))) index++
  return index
}

/** Where the unquoted value at `index` ends. */
export function valueEnd(text: string, index: number): number {
  while (!isBoundary(text, index)) index++
  return index
}

/** The index of the quote that closes the quoted-string opened at `index`, or one past the text. */
export function closingQuote(text: string, index: number): number {
  while (++index < text.length && text[index] !== '"') if (text[index] === '\\') index++
  return index
}

/** The index after the brace that balances the one at `index`, or the text's length. */
export function balancedEnd(text: string, index: number): number {
  for (let depth = 0; index < text.length; index++) {
    const character = text[index]
    if (character === '"') index = closingQuote(text, index)
    if (character === '{') depth++
    if (character === '}' && --depth === 0) return index + 1
  }
  return text.length
}
