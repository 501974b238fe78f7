import { Suspense } from 'react'
import { expect, it } from 'vitest'
import { createData, mount, shows } from './page.fixture.tsx'
import { watchComplaints } from './step-up.fixture.tsx'
import { usePendingAfterRedirect } from './use-pending-after-redirect.ts'

watchComplaints()

it('tells all components the calls that waited, also where React throws a first render away', async () => {
  const pending = [{ method: 'DELETE', url: 'https://api.contoso.com/orders/1' }]
  sessionStorage.setItem('caefetch.pending', JSON.stringify(pending))
  let load = () => {}
  const data = createData(() => new Promise<void>((resolve) => (load = resolve)))
  const seen = new Set<unknown>()
  function Pending() {
    const calls = usePendingAfterRedirect()
    seen.add(calls)
    data.read()
    return calls.map(({ method, url }) => (
      <p key={url}>
        {method} {url}
      </p>
    ))
  }
  const page = mount(
    <Suspense fallback="loading">
      <Pending />
      <Pending />
    </Suspense>,
  )
  await shows('loading')
  load()
  const text = 'DELETE https://api.contoso.com/orders/1'
  await shows(text + text)
  page.unmount()
  mount(<Pending />)
  await shows(text)
  expect(seen.size).toBe(1)
  expect(sessionStorage.getItem('caefetch.pending')).toBeNull()
})
