/** The index of the first character at or after `index` that is no white space. */
export function skipSpace(text: string, index: number): number {
  while (isSpace(text[index])) index++
  return index
}

/** The index where a run of characters that are neither space nor one of `stops` ends. */
export function wordEnd(text: string, index: number, stops: string): number {
  while (index < text.length && !isSpace(text[index]) && !stops.includes(text.charAt(index)))
    index++
  return index
}

/** The index of the quote that closes the quoted-string opened at `index`, or the text's length. */
export function closingQuote(text: string, index: number): number {
  for (index++; index < text.length && text[index] !== '"'; index++) {
    if (text[index] === '\\') index++
  }
  return Math.min(index, text.length)
}

/** The index after the bracket that balances the one at `index`, or the text's length. */
export function balancedEnd(text: string, index: number): number {
  let depth = 0
  while (index < text.length) {
    const character = text.charAt(index)
    if (character === '"') index = closingQuote(text, index)
    else if ('{['.includes(character)) depth++
    else if ('}]'.includes(character) && --depth === 0) return index + 1
    index++
  }
  return text.length
}

export const isSpace = (character: string | undefined): boolean =>
  character === ' ' || character === '\t' || character === '\r' || character === '\n'

/** Whether an element may end at `index`: at white space, a comma, or the end. */
export const isBoundary = (text: string, index: number): boolean =>
  index >= text.length || text[index] === ',' || isSpace(text[index])
