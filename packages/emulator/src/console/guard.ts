const loopbackHosts = ['localhost', '127.0.0.1', '[::1]']
const loopbackAddress = /^(127(\.\d+){3}|::1|::ffff:127(\.\d+){3})$/i

/**
 * Why a request must not use the page, or nothing when it may: the page can do anything to the
 * tenant, so only this machine gets in, and only from the page itself. The host is compared because
 * a foreign name may resolve to this machine (DNS rebinding).
 */
export function whyRefused(
  request: Request,
  peer: string | undefined,
  emulatorOrigin: string,
): string | undefined {
  if (peer !== undefined && !loopbackAddress.test(peer)) {
    return 'The page of the emulator answers this machine only.'
  }
  const own = ownOrigin(request)
  if (!own || ![...loopbackHosts, new URL(emulatorOrigin).hostname].includes(own.hostname)) {
    return 'The page of the emulator answers at localhost only.'
  }
  const isFromPage = ['GET', 'HEAD'].includes(request.method)
    ? isOwnRead(request.headers)
    : isOwnWrite(request.headers, own.origin)
  return isFromPage ? undefined : 'Only the page of the emulator itself may ask for this.'
}

/** Scheme, host and port as the caller knows them. */
function ownOrigin(request: Request): URL | undefined {
  const { protocol, host } = new URL(request.url)
  const url = `${protocol}//${request.headers.get('host') ?? host}`
  return URL.canParse(url) ? new URL(url) : undefined
}

/** Following a link to the page is fine; being read by another site is not. */
function isOwnRead(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site') ?? 'none'
  return ['none', 'same-origin'].includes(site) || headers.get('sec-fetch-dest') === 'document'
}

/** Every browser says at least one of the two; neither can be set by a page. */
function isOwnWrite(headers: Headers, own: string): boolean {
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  if (origin === null && site === null) return false
  return (origin ?? own) === own && (site ?? 'same-origin') === 'same-origin'
}
