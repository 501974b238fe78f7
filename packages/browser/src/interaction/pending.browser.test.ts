import { afterEach, expect, it } from 'vitest'
import { pendingAfterRedirect, savePending } from './pending.ts'

afterEach(() => sessionStorage.clear())

it('tells once what was waiting, without query, fragment or body', () => {
  savePending([
    { method: 'POST', url: 'https://api.contoso.com/orders?key=secret#there' },
    { method: 'GET', url: '/relative?key=secret' },
  ])
  expect(JSON.stringify(sessionStorage)).not.toContain('secret')
  expect(pendingAfterRedirect()).toEqual([
    { method: 'POST', url: 'https://api.contoso.com/orders' },
    { method: 'GET', url: `${location.origin}/relative` },
  ])
  expect(pendingAfterRedirect()).toEqual([])
})

it.each(['{', '1', 'null', '[1, null, {"method": 1}, {"method": "GET"}]'])(
  'makes nothing of what someone else has put there: %s',
  (text) => {
    sessionStorage.setItem('caefetch.pending', text)
    expect(pendingAfterRedirect()).toEqual([])
  },
)
