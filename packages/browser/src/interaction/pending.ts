/** A call that was waiting when the page was left. */
export interface PendingCall {
  method: string
  /** Without query and fragment, which may hold secrets. */
  url: string
}

const key = 'caefetch.pending'

/** Notes calls before the page is left. */
export function savePending(calls: Iterable<PendingCall>): void {
  const list = [...calls].map(({ method, url }) => {
    const { origin, pathname } = new URL(url, location.href)
    return { method, url: origin + pathname }
  })
  sessionStorage.setItem(key, JSON.stringify(list))
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
