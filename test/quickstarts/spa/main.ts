import { type BrowserAuthOptions, createStandardPublicClientApplication } from '@azure/msal-browser'
import { createCaeFetch, withCae } from '@caefetch/browser'

declare const entra: BrowserAuthOptions // by vite.config.ts; in production { clientId, authority, redirectUri }
declare const api: string

const msal = await createStandardPublicClientApplication(withCae({ auth: entra }))
const caeFetch = createCaeFetch(msal, {
  resources: { [api]: ['api://orders/orders.read', 'api://orders/orders.write'] },
  onEvent: (event) => print(`  ${event.type}`),
})

for (const button of document.querySelectorAll('button')) {
  button.addEventListener('click', async () => {
    const [method = '', path = ''] = button.value.split(' ')
    const response = await caeFetch(`${api}${path}`, { method })
    print(`${button.value} ${response.status}`)
  })
}

function print(line: string): void {
  document.querySelector('pre')?.append(`${line}\n`)
}
