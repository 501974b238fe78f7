/**
 * The name that was probably meant by a misspelt one: the nearest of `names` by edit distance, letter case
 * aside. Undefined where none is near.
 */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  let nearest: string | undefined
  // A third of the letters may differ, and one always may.
  let least = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of names) {
    const distance = editDistance(name, candidate, least)
    if (distance >= least) continue
    least = distance
    nearest = candidate
  }
  return nearest
}

/** How many letters to add, remove or change (Levenshtein); `most`, when there are as many or more. */
function editDistance(from: string, to: string, most: number): number {
  // The lengths alone say it, so that a text of a megabyte costs nothing.
  if (Math.abs(from.length - to.length) >= most) return most
  const letters = [...from.toLowerCase()]
  const others = to.toLowerCase()
  let row = Array.from({ length: others.length + 1 }, (_, column) => column)
  for (const [index, letter] of letters.entries()) {
    const next = [index + 1]
    for (let column = 1; column <= others.length; column++) {
      const change = (row[column - 1] ?? 0) + (letter === others[column - 1] ? 0 : 1)
      next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[others.length] ?? most
}
