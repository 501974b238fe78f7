import type { Emulator } from '../emulator.ts'

/** A page as a person without scripts sees it, or where the browser was sent. */
export interface Page {
  readonly status: number
  readonly text: string
  readonly title: string
  readonly headers: Headers
  /** Set when the browser was sent away from the emulator. */
  readonly left?: URL
  /** Presses a button of the form with that action. */
  submit(action: string, fields?: Record<string, string>): Promise<Page>
}

export interface PageDriver {
  open(url: string): Promise<Page>
  readonly cookies: ReadonlyMap<string, string>
}

/** Drives the emulator's pages by plain requests, with cookies. */
export function createPageDriver(emulator: Emulator): PageDriver {
  const cookies = new Map<string, string>()

  async function send(url: string, body?: URLSearchParams): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await emulator.fetch(
      new Request(url, {
        headers: { cookie },
        redirect: 'manual',
        ...(body && { method: 'POST', body }),
      }),
    )
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return toPage(response)
  }

  async function toPage(response: Response): Promise<Page> {
    const text = await response.text()
    const location = response.headers.get('location')
    return {
      status: response.status,
      text,
      title: decodeEntities(/<h1>(.*?)<\/h1>/.exec(text)?.[1] ?? ''),
      headers: response.headers,
      ...(location !== null && { left: new URL(location) }),
      submit(action, fields = {}) {
        const form = forms(text).find((each) => each.action.endsWith(`/${action}`))
        if (!form) throw new Error(`the page ${text} has no form ${action}`)
        const body = new URLSearchParams({ ...form.hidden, ...fields })
        return send(new URL(form.action, emulator.url).href, body)
      },
    }
  }

  return { open: (url) => send(url), cookies }
}

function forms(text: string): { action: string; hidden: Record<string, string> }[] {
  return [...text.matchAll(/<form method="post" action="([^"]*)">(.*?)<\/form>/gs)].map(
    ([, action = '', content = '']) => ({
      action: decodeEntities(action),
      hidden: Object.fromEntries(
        [...content.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
          ([, name = '', value = '']) => [decodeEntities(name), decodeEntities(value)],
        ),
      ),
    }),
  )
}

const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

function decodeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)
}
