/** The headers that are exposed, and one more. */
export function alsoExposed(before: unknown, name: string): string {
  const names = String(before ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && each.toLowerCase() !== name.toLowerCase())
  return [...names, name].join(', ')
}
