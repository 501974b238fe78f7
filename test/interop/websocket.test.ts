import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startEmulator } from '@caefetch/emulator'
import { createGuard, createRevocations } from '@caefetch/resource'
import { expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { guardSockets, unauthorized } from './recipes/websocket.ts'

const mia = 'mfa-user@contoso.test'

async function startSockets() {
  const emulator = await startEmulator()
  const { tenantId, issuer, jwksUri } = emulator
  const audience = emulator.audience('api://orders')
  const revocations = createRevocations()
  const server = createServer().listen(0, '127.0.0.1')
  const guard = createGuard({ tenantId, audience, issuer, jwksUri, revocations })
  guardSockets(server, guard, (socket, text, caller) => socket.send(`${caller.objectId} ${text}`))
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const scopes = ['api://orders/orders.read']
  return {
    emulator,
    revocations,
    token: () => emulator.accessToken({ client: 'spa', user: mia, scopes }),
    connect: (headers: Record<string, string>) =>
      new WebSocket(`ws://127.0.0.1:${port}/orders`, { headers }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await emulator.close()
    },
  }
}

it('answers messages until the session is revoked, and then ends the connection', async () => {
  await using api = await startSockets()
  const socket = api.connect({ authorization: `Bearer ${await api.token()}` })
  await once(socket, 'open')
  socket.send('one')
  const oid = api.emulator.objectId(mia)
  expect(String((await once(socket, 'message'))[0])).toBe(`${oid} one`)
  await api.revocations.revoke({ tid: api.emulator.tenantId, oid })
  const received = vi.fn()
  socket.on('message', received)
  socket.send('two')
  const [code, reason] = await once(socket, 'close')
  expect([code, String(reason)]).toEqual([unauthorized, 'The session has ended.'])
  expect(received).not.toHaveBeenCalled()
})

it('refuses the handshake of who has no token, with the challenge', async () => {
  await using api = await startSockets()
  const socket = api.connect({})
  const [, response] = await once(socket, 'unexpected-response')
  expect(response.statusCode).toBe(401)
  expect(response.headers['www-authenticate']).toMatch(/^Bearer realm=""/)
  response.destroy()
})

it('ends the connection when the token does', async () => {
  await using api = await startSockets()
  const token = await api.token()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const socket = api.connect({ authorization: `Bearer ${token}` })
    await once(socket, 'open')
    const closed = once(socket, 'close')
    await vi.advanceTimersByTimeAsync(30 * 3600 * 1000)
    expect((await closed)[0]).toBe(unauthorized)
  } finally {
    vi.useRealTimers()
  }
})
