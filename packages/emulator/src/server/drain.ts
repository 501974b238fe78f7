import { milliseconds } from '../duration.ts'

/** Bytes that are read and thrown away, and how long that may take. */
const mostBytes = 16 * 1024 * 1024
const patience = milliseconds('5s')

/**
 * Reads what an answer has left of its request's body: the rest would be taken for the next request of
 * the connection, or break it while the client still writes. False when there is more than is worth it.
 */
export async function drain({ body }: Request): Promise<boolean> {
  if (!body) return true
  // Who has begun to read has it.
  if (body.locked) return false
  const reader = body.getReader()
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), patience)
  let bytes = 0
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bytes += part.value.length
      if (bytes > mostBytes) return false
    }
    return true
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
