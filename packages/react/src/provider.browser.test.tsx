import { createStandardPublicClientApplication } from '@azure/msal-browser'
import { MsalProvider, useMsal } from '@azure/msal-react'
import { type BrowserFetch, createCaeFetch, withCae } from '@caefetch/browser'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { expect, it, vi } from 'vitest'
import { CaeProvider } from './index.ts'
import { mount, scene, shows } from './page.fixture.tsx'
import { watchComplaints } from './step-up.fixture.tsx'
import { useCaeFetch } from './use-cae-fetch.ts'

watchComplaints()

it('gives the caefetch that it was given, and renders nobody for a change of its own', async () => {
  const { caeFetch, mount, challenge } = scene()
  const seen: BrowserFetch[] = []
  let rerender = () => {}
  function Consumer() {
    seen.push(useCaeFetch())
    return <p>consumer</p>
  }
  const consumer = <Consumer />
  function Page() {
    const [count, setCount] = useState(0)
    rerender = () => flushSync(() => setCount(count + 1))
    return (
      <CaeProvider fetch={caeFetch} challenge={challenge}>
        {consumer}
      </CaeProvider>
    )
  }
  mount(<Page />)
  await shows('consumer')
  const renders = seen.length
  rerender()
  expect(seen).toHaveLength(renders)
  expect(new Set(seen)).toEqual(new Set([caeFetch]))
})

it('stands inside of MsalProvider, over the same MSAL', async () => {
  const msal = await createStandardPublicClientApplication(
    withCae({ auth: { clientId: 'client', redirectUri: '/auth.html' } }),
  )
  const send = vi.fn(async () => new Response('ok'))
  const caeFetch = createCaeFetch(msal, {
    resources: { 'https://api.contoso.com/': ['orders.read'] },
    interaction: 'none',
    fetch: send,
  })
  let call = async (_: string): Promise<Response | undefined> => undefined
  function Page() {
    const { instance, inProgress } = useMsal()
    call = useCaeFetch()
    return <p>{instance === msal ? inProgress : 'another MSAL'}</p>
  }
  mount(
    <MsalProvider instance={msal}>
      <CaeProvider fetch={caeFetch}>
        <Page />
      </CaeProvider>
    </MsalProvider>,
  )
  await shows('none')
  expect((await call('https://elsewhere.contoso.com/'))?.status).toBe(200)
  await expect(call('https://api.contoso.com/')).rejects.toThrow('sign')
  expect(send).toHaveBeenCalledTimes(1)
})
