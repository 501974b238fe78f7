/** The code of the greatest character that is taken for white space; those below it are controls. */
const space = 0x20

// No character is read past the end: the engine would give up its fast path for all of them.

/** The index of the first character at or after `index` that is no white space. */
export function skipSpace(text: string, index: number): number {
  while (index < text.length && text.charCodeAt(index) <= space) index++
  return index
}

/** Whether an element may end at `index`: at white space, a comma, or the end. */
export const isBoundary = (text: string, index: number): boolean =>
  index >= text.length || text.charCodeAt(index) <= space || text[index] === ','

/** Where the name at `index` ends. */
export function nameEnd(text: string, index: number): number {
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index)
    // A comma, an equals sign, a quote.
    if (code <= space || code === 0x2c || code === 0x3d || code === 0x22) break
  }
  return index
}

/** Where the unquoted value at `index` ends. */
export function valueEnd(text: string, index: number): number {
  while (!isBoundary(text, index)) index++
  return index
}

/** The index of the quote that closes the quoted-string opened at `index`, or the text's length. */
export function closingQuote(text: string, index: number): number {
  while (true) {
    index = text.indexOf('"', index + 1)
    let first = index
    while (text[first - 1] === '\\') first--
    // An odd number of backslashes escapes the quote.
    if ((index - first) % 2 === 0) return index < 0 ? text.length : index
  }
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
