import { afterEach, expect, it, vi } from 'vitest'
import { refreshMsalCache } from './msal-cache.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  localStorage.clear()
})

it('tells MSAL which of the client’s entries to read again', async () => {
  localStorage.setItem('msal.2|client|accesstoken', 'x')
  localStorage.setItem('msal.2|other|accesstoken', 'x')
  const channel = new BroadcastChannel('msal.broadcast.cache')
  const heard: unknown[] = []
  channel.addEventListener('message', ({ data }) => heard.push(data))
  await refreshMsalCache('client')
  await vi.waitFor(() => expect(heard).toHaveLength(1))
  expect(heard).toEqual([{ key: 'msal.2|client|accesstoken', context: 'client' }])
  channel.close()
})

it('does nothing where there is no such storage', async () => {
  vi.stubGlobal('BroadcastChannel', undefined)
  await refreshMsalCache('client')
})
