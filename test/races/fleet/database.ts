import { evaluate, type Reply } from './lua.ts'

// What Redis does with the commands that the packages send.

interface StreamEntry {
  id: [time: number, sequence: number]
  fields: string[]
}

interface Value {
  text?: string
  hash?: Map<string, string>
  stream?: { entries: StreamEntry[]; last: [number, number] }
  /** By the server's clock. */
  expires?: number
}

export interface Database {
  run(command: readonly string[]): Reply
  /** Entries of a stream after an id, as XREAD replies them; null where there are none. */
  readAfter(key: string, id: string, count: number): Reply
  keys(): string[]
  hash(key: string): ReadonlyMap<string, string> | undefined
  delete(key: string): void
  /** Whether it takes what is to be written. */
  refusal: string | undefined
  flush(): void
  /** All that is there, and back to it: what a failover or a restore does. */
  save(): () => void
}

const writes = new Set('SET DEL HSET HSETNX PEXPIRE XADD XTRIM'.split(' '))
const start = 1_800_000_000_000

const idOf = (text: string): [number, number] => {
  const [time = 0, sequence = 0] = text.split('-').map(Number)
  return [time, sequence]
}
const isAfter = ([time, sequence]: [number, number], [other, second]: [number, number]): boolean =>
  time > other || (time === other && sequence > second)

export function createDatabase(now: () => number): Database {
  let values = new Map<string, Value>()

  function get(key = ''): Value | undefined {
    const value = values.get(key)
    if (value?.expires === undefined || value.expires > now()) return value
    values.delete(key)
    return undefined
  }

  function put(key: string, value: Value): Value {
    values.set(key, value)
    return value
  }

  function hashOf(key: string): Map<string, string> {
    const value = get(key) ?? put(key, { hash: new Map() })
    if (!value.hash) throw new Error('WRONGTYPE Operation against a key of another kind')
    return value.hash
  }

  function streamOf(key: string): NonNullable<Value['stream']> {
    const value = get(key) ?? put(key, { stream: { entries: [], last: [0, 0] } })
    if (!value.stream) throw new Error('WRONGTYPE Operation against a key of another kind')
    return value.stream
  }

  function add(key: string, fields: string[]): string {
    const stream = streamOf(key)
    const time = start + Math.floor(now())
    const [last, sequence] = stream.last
    const id: [number, number] = time > last ? [time, 0] : [last, sequence + 1]
    stream.last = id
    stream.entries.push({ id, fields })
    return id.join('-')
  }

  const expiry = (options: string[]): { expires?: number } => {
    const place = options.findIndex((option) => option === 'PX' || option === 'PXAT')
    const amount = Number(options[place + 1])
    if (place < 0) return {}
    return { expires: options[place] === 'PX' ? now() + amount : amount - start }
  }

  function run([name = '', key = '', ...rest]: readonly string[]): Reply {
    if (database.refusal && writes.has(name)) throw new Error(database.refusal)
    const [first = '', second = ''] = rest
    switch (name) {
      case 'EVAL': {
        const [count = '0', ...given] = rest
        return evaluate(key, given.slice(0, Number(count)), given.slice(Number(count)), run)
      }
      case 'GET':
        if (get(key) && get(key)?.text === undefined) throw new Error('WRONGTYPE')
        return get(key)?.text ?? null
      case 'SET':
        if (rest.includes('NX') && get(key)) return null
        put(key, { text: first, ...expiry(rest.slice(1)) })
        return 'OK'
      case 'DEL':
        return values.delete(key) ? 1 : 0
      case 'PTTL': {
        const value = get(key)
        if (!value) return -2
        return value.expires === undefined ? -1 : Math.ceil(value.expires - now())
      }
      case 'PEXPIRE': {
        const value = get(key)
        if (value) value.expires = now() + Number(first)
        return value ? 1 : 0
      }
      case 'HMGET':
        return rest.map((field) => (get(key) ? (hashOf(key).get(field) ?? null) : null))
      case 'HGET':
        return get(key) ? (hashOf(key).get(first) ?? null) : null
      case 'HSET':
        for (let index = 0; index < rest.length; index += 2) {
          hashOf(key).set(rest[index] ?? '', rest[index + 1] ?? '')
        }
        return rest.length / 2
      case 'HSETNX':
        if (hashOf(key).has(first)) return 0
        hashOf(key).set(first, second)
        return 1
      case 'XADD':
        return add(key, rest.slice(1))
      case 'XTRIM': {
        const stream = streamOf(key)
        const least = idOf(rest.at(-1) ?? '')
        stream.entries = stream.entries.filter(({ id }) => !isAfter(least, id))
        return 0
      }
      case 'XINFO': {
        if (!get(first)) throw new Error('ERR no such key')
        const { entries, last } = streamOf(first)
        const [entry] = entries
        return [
          ...['last-generated-id', last.join('-'), 'max-deleted-entry-id', '0-0'],
          ...['first-entry', entry ? [entry.id.join('-'), entry.fields] : null],
        ]
      }
      case 'TIME': {
        const time = start + now()
        return [String(Math.floor(time / 1000)), String(Math.floor((time % 1000) * 1000))]
      }
      case 'INFO':
        return 'aof_enabled:1\r\nmaxmemory_policy:noeviction\r\n'
      default:
        throw new Error(`ERR unknown command ${name}`)
    }
  }

  const database: Database = {
    run,
    refusal: undefined,
    readAfter(key, after, count) {
      if (!get(key)) return null
      const entries = streamOf(key).entries.filter(({ id }) => isAfter(id, idOf(after)))
      const page = entries.slice(0, count).map(({ id, fields }): Reply => [id.join('-'), fields])
      return page.length > 0 ? [[key, page]] : null
    },
    keys: () => [...values.keys()].filter((key) => get(key)),
    hash: (key) => get(key)?.hash,
    delete: (key) => void values.delete(key),
    flush: () => values.clear(),
    save() {
      const saved = structuredClone(values)
      return () => {
        values = structuredClone(saved)
      }
    },
  }
  return database
}
