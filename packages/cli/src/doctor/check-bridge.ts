import { troubleshooting } from '../links.ts'
import { bounded, unreachable } from '../tenant/fetch-json.ts'
import { type Finding, note, ok, wrong } from './finding.ts'

const mend =
  'Serve a page there that calls broadcastResponseToMainFrame() of @azure/msal-browser/redirect-bridge, and nothing else.'
const link = troubleshooting('redirect_bridge_missing')
const mostScripts = 5

/** Whether the redirect URI is the page that @azure/msal-browser 5 needs. */
export async function checkBridge(redirectUri: string, signal: AbortSignal): Promise<Finding[]> {
  const id = 'redirect_bridge'
  let response: Response
  try {
    response = await fetch(redirectUri, { signal: bounded(signal) })
  } catch (error) {
    signal.throwIfAborted()
    return [wrong(id, unreachable(redirectUri, error).message, mend, link)]
  }
  const html = await response.text()
  if (!response.ok || !/html/i.test(response.headers.get('content-type') ?? '')) {
    return [wrong(id, `The redirect URI answers ${response.status} and no page.`, mend, link)]
  }
  const code = [html, ...(await scriptsOf(html, response.url, signal))].join('\n')
  const missing =
    'The page at the redirect URI has no redirect bridge: popups and hidden frames time out.'
  return [
    /redirect-bridge|broadcastResponseToMainFrame|BroadcastChannel/.test(code)
      ? ok(id, 'The redirect URI is a page with the redirect bridge.')
      : wrong(id, missing, mend, link),
    ...(/<(?:div|main)[^>]{1,200}id="(?:root|app)"/.test(html)
      ? [
          note(
            'redirect_bridge_is_app',
            'It looks like the app: a router may eat the answer.',
            mend,
          ),
        ]
      : []),
  ]
}

/** Scripts of the page, from its own origin. */
async function scriptsOf(html: string, base: string, signal: AbortSignal): Promise<string[]> {
  const { origin } = new URL(base)
  const sources = [...html.matchAll(/<script[^>]{1,300}src="([^"]{1,500})"/g)]
    .flatMap(([, source = '']) => URL.parse(source, base) ?? [])
    .filter((source) => source.origin === origin)
    .slice(0, mostScripts)
  return Promise.all(
    sources.map(async (source) => {
      const response = await fetch(source, { signal: bounded(signal) }).catch(() => undefined)
      return response?.ok ? response.text() : ''
    }),
  )
}
