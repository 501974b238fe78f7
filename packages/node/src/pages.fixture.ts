/**
 * Signs a user in on the pages that the address leads to, as a browser without scripts would, and
 * resolves with the address of the last one.
 */
export async function signInOnPages(address: string, user: string): Promise<URL> {
  const cookies = new Map<string, string>()
  const answers: Record<string, Record<string, string>> = {
    login: { as: user },
    account: { user },
    mfa: { answer: 'approve' },
  }
  let url = new URL(address)
  let init: RequestInit = {}
  for (;;) {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const response = await fetch(url, { ...init, headers: { cookie }, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const html = await response.text()
    const [, action, content = ''] =
      /<form method="post" action="([^"]*)">(.*?)<\/form>/s.exec(html) ?? []
    if (action === undefined) return new URL(response.headers.get('location') ?? url)
    const hidden = [...content.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)]
    const fields = hidden.map(([, name = '', value = '']) => [name, decode(value)])
    url = new URL(decode(action), url)
    const answer = answers[url.pathname.split('/').at(-1) ?? '']
    const body = new URLSearchParams({ ...Object.fromEntries(fields), ...answer })
    init = { method: 'POST', body }
  }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const decode = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')
