import { Window } from 'happy-dom'
import { createElement, useEffect } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import useSWR, { SWRConfig } from 'swr'
import { afterAll, expect, test, vi } from 'vitest'
import { startCaller } from '../interop/caller.fixture.ts'
import { testFit } from '../interop/fits.fixture.ts'
import { createSwrOptions } from './recipes/swr.ts'

const window = new Window()
vi.stubGlobal('window', window)
vi.stubGlobal('document', window.document)
afterAll(async () => {
  await window.happyDOM.close()
  vi.unstubAllGlobals()
})

let queries = 0

/** Renders a component that asks for the URL, until it has an answer. */
async function ask(caeFetch: typeof fetch, url: string): Promise<unknown> {
  const root = createRoot(window.document.createElement('div') as unknown as Element)
  const answered = new Promise((resolve, reject) => {
    function Orders() {
      const { data, error } = useSWR(url)
      useEffect(() => {
        if (error) reject(error)
        if (data) resolve(data)
      })
      return null
    }
    const value = { ...createSwrOptions(caeFetch), provider: () => new Map() }
    // At once: React would space out what is rendered at a time.
    flushSync(() => root.render(createElement(SWRConfig, { value }, createElement(Orders))))
  })
  return answered.finally(() => root.unmount())
}

testFit({
  connect: ({ caeFetch, url }) => ({
    // With a number of its own, none is answered by another.
    list: () => ask(caeFetch, `${url}/orders?${queries++}`),
    place: (order) => caeFetch(`${url}/orders`, { method: 'POST', body: JSON.stringify(order) }),
  }),
})

test('what needs a person is not tried again, and a failure is', async () => {
  const retry = vi.spyOn(SWRConfig.defaultValue, 'onErrorRetry').mockImplementation(() => {})
  await using caller = await startCaller({ respond: () => new Response(null, { status: 500 }) })
  await expect(ask(caller.caeFetch, `${caller.url}/orders`)).rejects.toThrow('500')
  expect(retry).toHaveBeenCalledOnce()
  caller.require({ authContext: 'c1' })
  await expect(ask(caller.caeFetch, `${caller.url}/orders`)).rejects.toMatchObject({
    code: 'interaction_required',
  })
  expect(retry).toHaveBeenCalledOnce()
})
