import type { AccountInfo } from '@azure/msal-node'
import { describe, expect, it } from 'vitest'
import { createCaeFetch } from '../create-cae-fetch.ts'
import { abroad, createTenants, home } from '../guest.fixture.ts'
import { deviceCode, type InteractionRequest } from '../index.ts'
import { createRevokingApi } from '../revoking-api.fixture.ts'

const resource = 'https://api.contoso.test/'
const resources = { [resource]: ['orders.read'] }

const alphabetically = (one = '', other = ''): number => (one < other ? -1 : 1)

const tenantOf = (token: string | undefined): string | undefined => token?.split('-')[0]

describe('one user in two tenants', () => {
  it('gets each tenant’s token, whichever is configured', async () => {
    for (const authority of [home, abroad]) {
      const tenants = createTenants()
      const app = tenants.publicClient(authority)
      const atHome = await tenants.signIn(app, home)
      const asGuest = await tenants.signIn(app, abroad)
      const api = createRevokingApi()
      let account: AccountInfo = atHome
      const caeFetch = createCaeFetch(app, { resources, fetch: api.fetch, account: () => account })
      await caeFetch(resource)
      account = asGuest
      await caeFetch(resource)
      account = atHome
      await caeFetch(resource)
      expect(api.tokens.map(tenantOf)).toEqual(['home', 'abroad', 'home'])
    }
  })

  it('is a choice to make where nobody has made it', async () => {
    const tenants = createTenants()
    const app = tenants.publicClient()
    await tenants.signIn(app, home)
    await tenants.signIn(app, abroad)
    const api = createRevokingApi()
    const caeFetch = createCaeFetch(app, { resources, fetch: api.fetch })
    await expect(caeFetch(resource)).rejects.toThrow('`account`')
    expect(api.tokens).toEqual([])
  })

  it('has it renewed silently at that tenant, call by call', async () => {
    const tenants = createTenants()
    const app = tenants.publicClient()
    const atHome = await tenants.signIn(app, home)
    const asGuest = await tenants.signIn(app, abroad)
    const api = createRevokingApi()
    const caeFetch = createCaeFetch(app, { resources, fetch: api.fetch })
    const call = (account: AccountInfo) => caeFetch(resource, { cae: { account } })
    await Promise.all([call(atHome), call(asGuest)])
    api.revoke()
    tenants.asked.length = 0
    const responses = await Promise.all([call(asGuest), call(atHome), call(asGuest)])
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(tenants.asked.toSorted(alphabetically)).toEqual([
      'abroad refresh_token',
      'home refresh_token',
    ])
    expect(api.tokens.slice(-3).map(tenantOf).toSorted(alphabetically)).toEqual([
      'abroad',
      'abroad',
      'home',
    ])
  })

  it('is asked at that tenant', async () => {
    const tenants = createTenants()
    const app = tenants.publicClient()
    const account = await tenants.signIn(app, abroad)
    const asked: InteractionRequest[] = []
    const onDevice = deviceCode(() => {})
    const api = createRevokingApi()
    const caeFetch = createCaeFetch(app, {
      resources,
      fetch: api.fetch,
      account,
      interaction: (app, request) => {
        asked.push(request)
        return onDevice(app, request)
      },
    })
    await caeFetch(resource)
    api.revoke()
    tenants.revoke()
    expect((await caeFetch(resource)).status).toBe(200)
    expect(asked).toMatchObject([
      { authority: `https://login.microsoftonline.com/${abroad}`, account: { tenantId: abroad } },
    ])
    expect(tenants.asked.at(-1)).toBe('abroad device_code')
    expect(tenantOf(api.tokens.at(-1))).toBe('abroad')
  })
})
