import * as caefetch from '@caefetch/browser'
import { type BrowserOptions, CaeError, pendingAfterRedirect } from '@caefetch/browser'
import { connect, type Settings } from './caefetch.ts'
import { log, on, show } from './page.ts'
import { drawEvent } from './recoveries.ts'

const settings: Settings = await (await fetch('/settings.json')).json()
const query = new URLSearchParams(location.search)
const interaction = (query.get('interaction') ?? 'popup') as NonNullable<
  BrowserOptions['interaction']
>

const { msal, caeFetch } = await connect(settings, {
  interaction,
  onEvent: (event) => {
    if (event.type === 'diagnostic') log('caefetch', event.message)
    else drawEvent(event)
  },
})
// To play with in the console.
Object.assign(globalThis, { msal, caeFetch, caefetch, api: settings.api })

await msal.handleRedirectPromise()
for (const { method, url } of pendingAfterRedirect())
  log('app', `${method} ${url} was waiting; do it again`)
showUser()
show('entra').setAttribute('href', settings.entra)

on('sign-in', async () => {
  const request = { scopes: ['api://orders/orders.read'] }
  if (interaction === 'redirect') return msal.loginRedirect(request)
  const { account } = await msal.loginPopup(request)
  msal.setActiveAccount(account)
  showUser()
})

on('sign-out', async () => {
  await msal.clearCache()
  msal.setActiveAccount(null)
  showUser()
})

on('list', () => call('orders'))
on('delete', () => call('orders/1', { method: 'DELETE' }))
on('upload', () =>
  call('orders', { method: 'POST', body: new Blob([new Uint8Array(5 * 1024 * 1024)]) }),
)
on('eight', () => Promise.all(Array.from({ length: 8 }, () => call('orders'))))
on('revoke', revoke)

async function revoke(): Promise<void> {
  const response = await fetch('/revoke', { method: 'POST', body: userName() })
  const text = await response.text()
  log('Entra', response.ok ? `the sessions of ${userName()} are revoked` : text)
}

async function call(path: string, init?: RequestInit): Promise<void> {
  const what = `${init?.method ?? 'GET'} /${path}`
  try {
    const { status } = await caeFetch(`${settings.api}/${path}`, init)
    log('app', `${what} → ${status}`)
  } catch (error) {
    const name = error instanceof CaeError ? error.name : String(error)
    log('app', `${what} → ${name}`)
  }
}

function userName(): string {
  return (msal.getActiveAccount() ?? msal.getAllAccounts()[0])?.username ?? ''
}

function showUser(): void {
  const name = userName()
  show('user').textContent = name ? `Signed in as ${name}` : 'Nobody is signed in.'
  show('sign-in').hidden = name !== ''
  show('sign-out').hidden = name === ''
}

document.documentElement.dataset.ready = 'true'
