/** Options of {@link createWebFetch}. */
export interface WebFetchOptions {
  /**
   * How the browser goes where the application's server says: `popup` keeps the page and repeats the call;
   * `navigate` leaves the page, and comes back to it without the call. Default: `popup`.
   */
  interaction?: 'popup' | 'navigate'
  /**
   * Asked before, with what it is about (`sign-in`, `authentication-context`, `revocation`, …): show the
   * user what is coming, and resolve with whether to go on. Where it resolves in a click, no browser blocks
   * the popup. Default: goes on at once.
   */
  prompt?: (asked: string) => boolean | Promise<boolean>
  /** What sends the calls. Default: the global `fetch`. */
  fetch?: typeof globalThis.fetch
}

/** A person takes no longer: then the call gets its 401. In milliseconds. */
const longest = 600_000

/**
 * Creates a `fetch` for calls to the application's own server, which follows the 401 of `web.respond`: it
 * sends the user to Entra, once for all calls that wait, and makes them again. A call that is not met, or
 * whose user has declined, gets its 401.
 *
 * @example
 * const webFetch = createWebFetch()
 * await webFetch('/orders/1', { method: 'DELETE' })
 */
export function createWebFetch(options: WebFetchOptions = {}): typeof globalThis.fetch {
  const { interaction = 'popup', prompt = () => true } = options
  const send: typeof globalThis.fetch = (input, init) => (options.fetch ?? fetch)(input, init)
  const journeys = new Map<string, Promise<boolean>>()

  async function travel({ location: path, asked }: Way): Promise<boolean> {
    if (!(await prompt(asked))) return false
    if (interaction === 'popup') return openPopup(`${path}&popup`)
    const place = location.pathname + location.search + location.hash
    location.assign(`${path}&returnTo=${encodeURIComponent(place)}`)
    // The page is about to go.
    return new Promise(() => {})
  }

  function travelOnce(way: Way): Promise<boolean> {
    const journey = journeys.get(way.location) ?? travel(way)
    journeys.set(way.location, journey)
    const end = () => {
      if (journeys.get(way.location) === journey) journeys.delete(way.location)
    }
    journey.then(end, end)
    return journey
  }

  return async (input, init) => {
    const request = new Request(input, init)
    const again = request.clone()
    const response = await send(request)
    const way = readWay(response)
    if (!way || !(await abortable(travelOnce(way), request.signal))) return response
    return send(again)
  }
}

interface Way {
  readonly location: string
  readonly asked: string
}

/** Where the server says the browser is to go: a path of this origin, or nothing. */
function readWay({ status, headers, url }: Response): Way | undefined {
  if (status !== 401 || new URL(url, location.href).origin !== location.origin) return undefined
  const challenge = headers.get('www-authenticate') ?? ''
  const [, path] = /^Caefetch (?:.*, )?location="(\/[^"\\]*)"/i.exec(challenge) ?? []
  const [, asked = 'other'] = /[ ,]asked="([\w-]*)"/i.exec(challenge) ?? []
  const isOwn = path && new URL(path, location.href).origin === location.origin
  return isOwn ? { location: path, asked } : undefined
}

/** Resolves with whether the user has done it. What runs in the window may not be seen from here: it tells. */
function openPopup(path: string): Promise<boolean> {
  const popup = open(path, 'caefetch', 'popup,width=480,height=640')
  if (!popup) return Promise.resolve(false)
  const channel = new BroadcastChannel('caefetch')
  return new Promise((resolve) => {
    const end = (isDone: boolean): void => {
      clearTimeout(timer)
      channel.close()
      removeEventListener('focus', look)
      resolve(isDone)
    }
    // Who comes back to the page without an answer has closed the window.
    const look = (): void => {
      setTimeout(() => popup.closed && end(false), 1000)
    }
    const timer = setTimeout(end, longest, false)
    channel.onmessage = ({ data }) => end(data === 'done')
    addEventListener('focus', look)
  })
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
