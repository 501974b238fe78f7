/** Whether it is a Request, of whichever realm or copy of `undici`. */
export const isRequest = (input: unknown): input is Request =>
  Object.prototype.toString.call(input) === '[object Request]'

/** The request as one of this realm, which ky and the global `fetch` insist on. */
export function ownRequest(input: Request): Request {
  if (isOwn(input)) return input
  const copy = copyOf(input)
  if (copy?.url === input.url) return copy
  const { method, body, signal, redirect, credentials, cache, integrity, keepalive } = input
  const members = { method, body, signal, redirect, credentials, cache, integrity, keepalive }
  return new Request(input.url, { ...members, headers: [...input.headers], ...halfDuplex })
}

const isOwn = (input: unknown): boolean => input instanceof Request

/** Browsers take Requests of any frame for what they are; elsewhere the text `[object Request]` is taken. */
function copyOf(input: Request): Request | undefined {
  try {
    return new Request(input)
  } catch {
    return undefined
  }
}

/** Demanded where the body is a stream; no type of `RequestInit` has it. */
const halfDuplex = { duplex: 'half' }
