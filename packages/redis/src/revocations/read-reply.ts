/** An entry of a stream, as Redis replies it. */
export type StreamEntry = readonly [id: string, fields: unknown]

/**
 * The entries that XREAD replies for one stream; each client and protocol has a shape of its own.
 *
 * @throws TypeError for what is no reply of XREAD.
 */
export function readReply(reply: unknown): StreamEntry[] {
  if (reply === null || reply === undefined) return []
  const entries = entriesOf(reply)
  if (Array.isArray(entries) && entries.every(isStreamEntry)) return entries
  throw new TypeError('Redis answers XREAD with something else.')
}

function entriesOf(reply: unknown): unknown {
  if (reply instanceof Map) return reply.values().next().value
  if (!Array.isArray(reply)) return Object.values(Object(reply))[0]
  // [[key, entries]], or flattened from a map: [key, entries].
  return Array.isArray(reply[0]) ? reply[0][1] : reply[1]
}

const isStreamEntry = (entry: unknown): entry is StreamEntry =>
  Array.isArray(entry) && typeof entry[0] === 'string'
