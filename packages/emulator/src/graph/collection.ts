import { GraphError } from './graph-error.ts'

/** An object of Graph's. */
export type Entity = Readonly<Record<string, unknown>>

const pageSize = 100
const options = ['$filter', '$select', '$top', '$skiptoken', '$count']

/** `$filter`, `$select` and paging of a list: the part of OData that Graph has and administrators use. */
export function toCollection(
  items: readonly Entity[],
  url: URL,
  context: string,
  defaults?: readonly string[],
): Entity {
  checkOptions(url)
  const matching = filter(items, url.searchParams.get('$filter'))
  const start = Number(url.searchParams.get('$skiptoken') ?? 0) || 0
  const size = readTop(url.searchParams.get('$top'))
  const end = start + size
  const next = new URL(url)
  next.searchParams.set('$skiptoken', String(end))
  return {
    '@odata.context': context,
    ...(url.searchParams.get('$count') === 'true' && { '@odata.count': matching.length }),
    ...(end < matching.length && { '@odata.nextLink': next.href }),
    value: matching.slice(start, end).map((item) => select(item, url, defaults)),
  }
}

/** One object, as far as `$select` wants it. */
export function toEntity(
  item: Entity,
  url: URL,
  context: string,
  defaults?: readonly string[],
): Entity {
  checkOptions(url)
  return { '@odata.context': `${context}/$entity`, ...select(item, url, defaults) }
}

function checkOptions(url: URL): void {
  const unknown = [...url.searchParams.keys()].find(
    (key) => key.startsWith('$') && !options.includes(key),
  )
  if (unknown === undefined) return
  throw new GraphError(400, 'BadRequest', `The emulator does not know the query option ${unknown}.`)
}

function readTop(text: string | null): number {
  if (text === null) return pageSize
  const top = Number(text)
  if (Number.isInteger(top) && top > 0 && top < 1000) return top
  throw new GraphError(
    400,
    'Request_UnsupportedQuery',
    'Invalid page size specified: use 1 to 999.',
  )
}

function select(item: Entity, url: URL, defaults: readonly string[] | undefined): Entity {
  const names =
    url.searchParams
      .get('$select')
      ?.split(',')
      .map((name) => name.trim()) ?? defaults
  if (!names) return item
  const unknown = names.find((name) => !Object.hasOwn(item, name))
  if (unknown !== undefined) {
    const text = `Could not find a property named '${unknown.slice(0, 60)}'.`
    throw new GraphError(400, 'BadRequest', text)
  }
  return Object.fromEntries(names.map((name) => [name, item[name]]))
}

const comparison = /^(\w+(?:\/\w+)*)\s+(eq|ne)\s+('(?:[^']|'')*'|true|false|null)$/
const anyOf = /^(\w+)\/any\(\s*(\w+)\s*:\s*\2\s+eq\s+('(?:[^']|'')*')\s*\)$/
const startsWith = /^startswith\(\s*(\w+)\s*,\s*('(?:[^']|'')*')\s*\)$/i

function filter(items: readonly Entity[], text: string | null): readonly Entity[] {
  if (text === null) return items
  const tests = splitAnd(text).map(toTest)
  return items.filter((item) => tests.every((test) => test(item)))
}

/** Splits at `and`, but not within quotes. */
function splitAnd(text: string): string[] {
  const parts = text.match(/'(?:[^']|'')*'|[^']+/g) ?? []
  return parts
    .map((part) => (part.startsWith("'") ? part : part.replace(/\s+and\s+/gi, '\0')))
    .join('')
    .split('\0')
    .map((part) => part.trim())
}

function toTest(text: string): (item: Entity) => boolean {
  const [, name = '', operator, literal = ''] = comparison.exec(text) ?? []
  if (operator) {
    const isEqual = (item: Entity): boolean => equal(valueAt(item, name), readLiteral(literal))
    return operator === 'eq' ? isEqual : (item) => !isEqual(item)
  }
  const [, list = '', , element = ''] = anyOf.exec(text) ?? []
  if (list) {
    return (item) => {
      const values = item[list]
      return Array.isArray(values) && values.some((value) => equal(value, readLiteral(element)))
    }
  }
  const [, property = '', prefix = ''] = startsWith.exec(text) ?? []
  if (property) {
    const start = String(readLiteral(prefix)).toLowerCase()
    return (item) =>
      String(item[property] ?? '')
        .toLowerCase()
        .startsWith(start)
  }
  throw new GraphError(
    400,
    'BadRequest',
    "Invalid filter clause: the emulator knows eq, ne, startswith, any(x:x eq '…') and and.",
  )
}

function valueAt(item: Entity, path: string): unknown {
  return path.split('/').reduce<unknown>((part, name) => Object(part)[name], item)
}

function readLiteral(text: string): unknown {
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : JSON.parse(text)
}

/** Texts are compared without their case, as in Graph. */
function equal(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase()
  return (a ?? null) === b
}
