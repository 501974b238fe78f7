/** A call that was waiting when the page was left. */
export interface PendingCall {
  /** The method of the call. */
  method: string
  /** Without query and fragment, which may hold secrets. */
  url: string
}

/** A call that waits now, as it was made: it is read when the page is left, which few pages are. */
export interface WaitingCall {
  input: RequestInfo
  method: string | undefined
}

const key = 'caefetch.pending'

/** Notes calls before the page is left. */
export function savePending(calls: Iterable<WaitingCall>): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(Array.from(calls, toPending)))
  } catch {} // A browser that refuses storage forgets them.
}

function toPending({ input, method }: WaitingCall): PendingCall {
  const request = typeof input === 'object' && 'url' in input ? input : undefined
  const { origin, pathname } = new URL(request?.url ?? String(input), location.href)
  return { method: method ?? request?.method ?? 'GET', url: origin + pathname }
}

/**
 * The calls that were waiting when a redirect left the page, once: what the application may want to
 * do again. Nothing is sent by itself, and bodies are not kept.
 */
export function pendingAfterRedirect(): PendingCall[] {
  try {
    const saved: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]')
    sessionStorage.removeItem(key)
    return Array.isArray(saved) ? saved.filter(isPendingCall) : []
  } catch {
    return []
  }
}

const isPendingCall = (call: unknown): call is PendingCall =>
  typeof call === 'object' &&
  call !== null &&
  'method' in call &&
  typeof call.method === 'string' &&
  'url' in call &&
  typeof call.url === 'string'
