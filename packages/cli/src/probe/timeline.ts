import { isRefused, questions, type Sighting } from './sighting.ts'

export const legend = '. answered  x refused  ? asking the person  | revoked'

/** The sightings from the first answer on, drawn on one line; what is rarer is painted last. */
export function timeline(sightings: readonly Sighting[], end: number, width: number): string {
  const first = sightings.findIndex(({ kind }) => kind === 'answer')
  const seen = sightings.slice(Math.max(first, 0))
  const start = seen[0]?.at ?? end
  const span = Math.max(end - start, 1)
  const place = (at: number): number =>
    Math.min(Math.floor(((at - start) / span) * width), width - 1)
  const cells = new Array<string>(width).fill(' ')
  for (const [from, to] of questions(seen, end)) cells.fill('?', place(from), place(to) + 1)
  const answers = seen.filter((sighting) => sighting.kind === 'answer')
  for (const { at, status } of answers) if (!isRefused(status)) cells[place(at)] = '.'
  const revoked = seen.find(({ kind }) => kind === 'revoked')
  if (revoked) cells[place(revoked.at)] = '|'
  for (const { at, status } of answers) {
    if (!isRefused(status)) continue
    // What follows at once stands beside it.
    const cell = place(at)
    cells[cells[cell] === '|' ? Math.min(cell + 1, width - 1) : cell] = 'x'
  }
  return cells.join('')
}
