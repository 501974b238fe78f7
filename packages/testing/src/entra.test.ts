import { ConfidentialClientApplication, type Configuration } from '@azure/msal-node'
import { ConfigurationError, InteractionRequiredError } from '@caefetch/core'
import { readyTenant } from '@caefetch/emulator'
import { createCaeFetch, withCae } from '@caefetch/node'
import { challengeHandlers, claimsChallenge } from '@caefetch/testing'
import { http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type MockEntraOptions, mockEntra } from './entra.ts'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const apiUrl = 'https://api.contoso.com/v1'
const orders = `${apiUrl}/orders`

// What an application has for production; nothing in it knows of the emulator.
const tenantId = '7a1f3c52-8a0e-4d55-9a57-2f2c9f9f4b11'
const production: Configuration = {
  auth: {
    clientId: '5b0f7a3e-52a1-4c5f-8f0d-1c2b3a4d5e6f',
    clientSecret: 'the production secret',
    authority: `https://login.microsoftonline.com/${tenantId}`,
  },
}

/** The application's own registration in place of the ready tenant's daemon. */
const registered: MockEntraOptions = {
  tenant: { id: tenantId },
  apps: {
    ...readyTenant.apps,
    daemon: {
      clientId: production.auth.clientId,
      secret: 'the production secret',
      application: {
        'api://orders': ['Orders.Read.All', 'Orders.ReadWrite.All'],
        'https://graph.microsoft.com': ['User.Read.All'],
      },
    },
  },
}

/** The application's code: a daemon over msal-node, configured for production. */
function startDaemon() {
  const app = new ConfidentialClientApplication(withCae(production))
  return createCaeFetch(app, {
    resources: {
      [apiUrl]: ['api://orders/.default'],
      'https://graph.microsoft.com/': ['https://graph.microsoft.com/.default'],
    },
  })
}

async function mocked(options: MockEntraOptions = {}) {
  const entra = await mockEntra({ ...registered, apiUrl, ...options })
  server.use(...entra.handlers)
  return entra
}

describe('behind mockEntra, a daemon that is configured for production', () => {
  it('gets tokens, and calls the API', async () => {
    await using entra = await mocked()
    const response = await startDaemon()(orders)
    expect(response.status).toBe(200)
    expect(entra.api.url).toBe(apiUrl)
    expect(entra.api.requests).toMatchObject([{ method: 'GET', path: '/orders', status: 200 }])
    expect(entra.emulator.journal.tokenRequests({ client: 'daemon' })).toHaveLength(1)
  })

  it('recovers when it is revoked, and its order is placed once', async () => {
    await using entra = await mocked()
    const caeFetch = startDaemon()
    await caeFetch(orders)
    await entra.emulator.revokeSessions('daemon')
    const response = await caeFetch(orders, { method: 'POST', body: 'three apples' })
    expect(response.status).toBe(201)
    expect(entra.api.requests.map(({ status }) => status)).toEqual([200, 401, 201])
    expect([...entra.api.executions()]).toEqual([['three apples', 1]])
    expect(entra.emulator.journal.tokenRequests({ client: 'daemon' })).toHaveLength(2)
  })

  it('is told that a person is needed for a step-up', async () => {
    await using entra = await mocked()
    const call = startDaemon()(`${orders}/1`, { method: 'DELETE' })
    await expect(call).rejects.toBeInstanceOf(InteractionRequiredError)
    expect(entra.api.orders()).toHaveLength(1)
  })

  it('answers the challenges of a mocked Graph', async () => {
    await using entra = await mocked()
    const graph = 'https://graph.microsoft.com/v1.0/users'
    const respond = () => Response.json({ value: [] })
    server.use(...challengeHandlers(graph, { dialect: 'graph', respond }))
    const response = await startDaemon()(graph)
    expect(await response.json()).toEqual({ value: [] })
    expect(entra.emulator.journal.tokenRequests({ client: 'daemon' })).toHaveLength(2)
  })

  it('answers the API in whatever dialect it is made to speak', async () => {
    await using entra = await mocked({
      challenge: (claims) => claimsChallenge({ dialect: 'arm', claims }),
    })
    const caeFetch = startDaemon()
    await caeFetch(orders)
    await entra.emulator.revokeSessions('daemon')
    expect((await caeFetch(orders)).status).toBe(200)
    expect(entra.api.requests.map(({ status }) => status)).toEqual([200, 401, 200])
  })
})

describe('mockEntra', () => {
  it('has a ready tenant and an API without options', async () => {
    await using entra = await mockEntra()
    server.use(...entra.handlers)
    expect(entra.emulator.msalConfig('daemon').auth.authority).toBe(
      `https://login.microsoftonline.com/${entra.emulator.tenantId}`,
    )
    const token = await entra.emulator.accessToken({
      client: 'daemon',
      scopes: ['api://orders/.default'],
    })
    const response = await fetch('https://orders.test/me', {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(await response.json()).toHaveProperty('clientId')
  })

  it.each([
    'login.microsoftonline.com',
    'login.windows.net',
    'login.microsoft.com',
    'sts.windows.net',
  ])('answers as %s', async (host) => {
    await using _entra = await mocked()
    const response = await fetch(`https://${host}/${tenantId}/discovery/v2.0/keys`)
    expect(await response.json()).toHaveProperty('keys')
  })

  it('cuts connections where a fault says so', async () => {
    await using entra = await mocked()
    entra.emulator.faults.add({ endpoint: 'keys', cut: true })
    const keys = `https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`
    await expect(fetch(keys)).rejects.toBeInstanceOf(TypeError)
    expect((await fetch(keys)).status).toBe(200)
  })

  it('leaves everything else alone', async () => {
    await using _entra = await mocked()
    server.use(
      http.get('https://api.contoso.com/v2/orders', () => new Response('not the emulator')),
    )
    expect(await (await fetch('https://api.contoso.com/v2/orders')).text()).toBe('not the emulator')
  })

  it.each(['orders', 'ftp://orders.test', 'https://orders.test/?v=1'])(
    'refuses %s for a URL',
    async (url) => {
      const refused = mockEntra({ apiUrl: url })
      await expect(refused).rejects.toBeInstanceOf(ConfigurationError)
      await expect(refused).rejects.toThrow('apiUrl')
    },
  )

  it('hands the options of the emulator on', async () => {
    await expect(mockEntra({ tenant: { id: 'no guid' } })).rejects.toThrow('tenant.id')
  })
})
