const loopbackHosts = ['localhost', '127.0.0.1', '[::1]']

/**
 * Whether a redirect URI is one that was registered: letter by letter, but for the port of a
 * loopback address (RFC 8252 §7.3) and what a `*` at the end stands for.
 */
export function isRegistered(uri: string, registered: readonly string[]): boolean {
  if (!URL.canParse(uri)) return false
  const given = new URL(uri)
  if (given.hash || given.username || given.password) return false
  return registered.some((each) => matches(uri, given, each))
}

function matches(uri: string, given: URL, registered: string): boolean {
  if (uri === registered) return true
  const isOpen = registered.endsWith('*')
  const allowed = new URL(isOpen ? registered.slice(0, -1) : registered)
  if (given.protocol !== allowed.protocol || given.hostname !== allowed.hostname) return false
  if (!/^https?:$/.test(given.protocol)) return false
  if (given.port !== allowed.port && !loopbackHosts.includes(given.hostname)) return false
  const path = given.pathname + given.search
  const allowedPath = allowed.pathname + allowed.search
  return isOpen ? path.startsWith(allowedPath) : path === allowedPath
}
