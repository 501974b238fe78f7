import * as fc from 'fast-check'

/** What headers and JSON are made of, and what breaks readers of them. */
const pieces = [
  '"',
  '\\',
  ',',
  '=',
  ' ',
  '\t',
  ';',
  '\0',
  '\r\n',
  '{',
  '}',
  '[',
  ']',
  ':',
  '%00',
  'é',
  '\ud800',
  '\ufeff',
  'Bearer ',
  'claims="',
  '__proto__',
  'constructor',
  'null',
  '1e999',
] as const

interface Change {
  kind: 'cut' | 'put' | 'repeat' | 'swap' | 'splice'
  /** Where, as a part of the whole. */
  at: number
  size: number
  piece: string
}

const part = fc.nat({ max: 9999 }).map((number) => number / 10_000)

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom<Change['kind'][]>('cut', 'put', 'repeat', 'swap', 'splice'),
  at: part,
  size: fc.nat({ max: 24 }),
  piece: fc.constantFrom(...pieces),
})

function apply(text: string, { kind, at, size, piece }: Change, other: string): string {
  const start = Math.floor(at * (text.length + 1))
  const end = Math.min(text.length, start + size)
  const [before, within, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)]
  if (kind === 'cut') return before + after
  if (kind === 'put') return before + piece + text.slice(start)
  if (kind === 'repeat') return before + within.repeat(3) + after
  if (kind === 'swap') return after + within + before
  return before + other.slice(Math.floor(at * other.length)) + after
}

/** Texts of the corpus with a few things changed in each. */
export const mutated = (corpus: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...corpus),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(...corpus),
    )
    .map(([text, changes, other]) =>
      changes.reduce((changed, each) => apply(changed, each, other), text),
    )
