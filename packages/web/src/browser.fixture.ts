import { request as httpRequest } from 'node:http'

/** A page as a person without scripts sees it. */
export interface TestPage {
  readonly url: string
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** Every address that the browser came by, the last one included. */
  readonly journey: readonly string[]
}

type Serve = (request: Request) => Promise<Response>

/** A browser without scripts: cookies, redirects, forms, and the headers by which servers know browsers. */
export function createTestBrowser(servers: Record<string, Serve>) {
  const cookies = new Map<string, string>()
  let referer = ''
  let stop: string | undefined

  async function send(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url)
    const headers = new Headers(init.headers)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (cookie && !headers.has('cookie')) headers.set('cookie', cookie)
    const serve = servers[origin] ?? overHttp
    const request = new Request(url, { ...init, headers, redirect: 'manual' })
    const response = await serve(request)
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }

  /** As the address bar or a link does. */
  async function open(url: string, init: RequestInit = {}, from = referer): Promise<TestPage> {
    const journey: string[] = []
    let method = init.method ?? 'GET'
    let body = init.body ?? null
    let site = from && new URL(from).origin === new URL(url).origin ? 'same-origin' : 'none'
    for (let address = url; journey.length < 20; ) {
      journey.push(address)
      const { origin } = new URL(address)
      const headers = new Headers(init.headers)
      const isUnsafe = method !== 'GET'
      for (const [name, value] of Object.entries({
        accept: 'text/html',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
        'sec-fetch-site': site,
        ...(from && { referer: from }),
        ...(isUnsafe && { origin: new URL(from || url).origin }),
      })) {
        if (!headers.has(name)) headers.set(name, value)
      }
      const length = typeof body === 'string' ? Buffer.byteLength(body) : undefined
      if (length !== undefined && !headers.has('content-length')) {
        headers.set('content-length', String(length))
      }
      const response = await send(address, { method, headers, body })
      const location = response.headers.get('location')
      if (location === null || response.status < 300 || response.status > 399) {
        referer = address
        const { status } = response
        return {
          url: address,
          status,
          text: await response.text(),
          headers: response.headers,
          journey,
        }
      }
      address = new URL(location, address).href
      if (stop !== undefined && address.includes(stop)) {
        stop = undefined
        return { url: address, status: 0, text: '', headers: response.headers, journey }
      }
      if (new URL(address).origin !== origin) site = 'cross-site'
      ;[method, body, init] = ['GET', null, {}]
    }
    throw new Error(`The browser goes in circles: ${journey.join(' → ')}`)
  }

  return {
    cookies,
    open,
    /** Ends the next journey before it gets to an address that has this in it. */
    stopBefore(part: string): void {
      stop = part
    },
    send,
    /** Presses the button of the form with that action, or with a field of that value. */
    async submit(page: TestPage, action: string, fields: Record<string, string> = {}) {
      const form = formsOf(page.text).find((each) => each.action.includes(action))
      if (!form) throw new Error(`The page has no form ${action}: ${page.text}`)
      const body = new URLSearchParams([...form.hidden, ...Object.entries(fields)]).toString()
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      return open(new URL(form.action, page.url).href, { method: 'POST', body, headers }, page.url)
    },
    /** Follows the link with that text. */
    follow(page: TestPage, label: string) {
      const links = [...page.text.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)]
      const [, href] = links.find(([, , text]) => text === label) ?? []
      if (href === undefined) throw new Error(`The page has no link ${label}: ${page.text}`)
      return open(new URL(decode(href), page.url).href, {}, page.url)
    },
    /** As a script of a page of that origin does. */
    script: (url: string, init: RequestInit = {}, from = new URL(url).origin) =>
      send(url, {
        ...init,
        headers: {
          'sec-fetch-mode': 'cors',
          'sec-fetch-dest': 'empty',
          'sec-fetch-site': from === new URL(url).origin ? 'same-origin' : 'cross-site',
          ...(init.method && init.method !== 'GET' && { origin: from }),
          ...Object.fromEntries(new Headers(init.headers)),
        },
      }),
  }
}

export type TestBrowser = ReturnType<typeof createTestBrowser>

function formsOf(text: string) {
  return [...text.matchAll(/<form method="post" action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].map(
    ([, action = '', content = '']) => ({
      action: decode(action),
      hidden: [...content.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
        ([, name = '', value = '']): [string, string] => [decode(name), decode(value)],
      ),
    }),
  )
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const decode = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (entity, name) => entities[name] ?? entity)

/** By Node's own client: `fetch` says what it is in headers that only a browser may set. */
async function overHttp(request: Request): Promise<Response> {
  const body = Buffer.from(await request.arrayBuffer())
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const { method, url } = request
  const headers = Object.fromEntries(request.headers)
  const sent = httpRequest(url, { method, headers }, async (message) => {
    const answer = new Headers()
    for (let index = 0; index < message.rawHeaders.length; index += 2) {
      answer.append(message.rawHeaders[index] ?? '', message.rawHeaders[index + 1] ?? '')
    }
    const chunks = await message.toArray()
    const { statusCode: status = 500 } = message
    resolve(
      new Response(status === 204 ? null : Buffer.concat(chunks), { status, headers: answer }),
    )
  })
  sent.on('error', reject)
  sent.end(body)
  return promise
}
