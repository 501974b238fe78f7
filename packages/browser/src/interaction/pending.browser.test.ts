import { afterEach, expect, it, vi } from 'vitest'
import { pendingAfterRedirect, savePending } from './pending.ts'

afterEach(() => {
  vi.restoreAllMocks()
  sessionStorage.clear()
})

it('tells once what was waiting, without query, fragment or body', () => {
  savePending([
    { method: 'POST', input: 'https://api.contoso.com/orders?key=secret#there' },
    { method: undefined, input: '/relative?key=secret' },
    { method: undefined, input: new Request('https://api.contoso.com/r', { method: 'PUT' }) },
  ])
  expect(JSON.stringify(sessionStorage)).not.toContain('secret')
  expect(pendingAfterRedirect()).toEqual([
    { method: 'POST', url: 'https://api.contoso.com/orders' },
    { method: 'GET', url: `${location.origin}/relative` },
    { method: 'PUT', url: 'https://api.contoso.com/r' },
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

it('forgets where storage is refused', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('refused', 'SecurityError')
  })
  savePending([{ method: 'GET', input: '/orders' }])
  expect(pendingAfterRedirect()).toEqual([])
})
