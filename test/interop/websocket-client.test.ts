import { once } from 'node:events'
import { InteractionRequiredError } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import { openWithTicket } from './recipes/websocket-browser.ts'
import { keepOpen, openSocket } from './recipes/websocket-client.ts'
import { startSockets } from './sockets.fixture.ts'

type Api = Awaited<ReturnType<typeof startSockets>>

/** What sockets of `ws` and of a page have in common. */
type Socket = Pick<WebSocket, 'send' | 'close' | 'addEventListener'>

const ways: [string, (api: Api, signal?: AbortSignal) => Promise<Socket>][] = [
  [
    'with a token',
    async (api, signal) => asSocket(openSocket(api.authorizer, api.socketUrl, signal)),
  ],
  ['with a ticket', (api, signal) => openWithTicket(api.caeFetch, api.socketUrl, signal)],
]

const asSocket = async (opened: ReturnType<typeof openSocket>): Promise<Socket> =>
  (await opened) as unknown as Socket

/** Sends a text, and gives what comes: the answer, or the code that the socket is closed with. */
const exchange = (socket: Socket, text: string): Promise<unknown> => {
  const answered = new Promise((resolve) => {
    socket.addEventListener('message', ({ data }) => resolve(data), { once: true })
    socket.addEventListener('close', ({ code }) => resolve(code), { once: true })
  })
  socket.send(text)
  return answered
}

describe.each(ways)('a socket that is opened %s', (_, open) => {
  it('is refused no more than once when the session was revoked', async () => {
    await using api = await startSockets()
    const socket = await open(api)
    expect(await exchange(socket, 'one')).toBe('one')
    await api.emulator.revokeSessions('daemon')
    const long = 'a très long message '.repeat(5000)
    expect(await exchange(socket, long)).toBe(4401)
    expect(await exchange(await open(api), long)).toBe(long)
    expect(api.executed).toEqual(['one', long])
    expect(api.statuses).toEqual([200, 401, 200])
    expect(api.claimsRequests()).toHaveLength(1)
  })

  it('costs one token request with 24 others', async () => {
    await using api = await startSockets()
    await open(api)
    await api.emulator.revokeSessions('daemon')
    const sockets = await Promise.all(Array.from({ length: 25 }, () => open(api)))
    const answers = sockets.map((socket, index) => exchange(socket, `${index}`))
    expect(await Promise.all(answers)).toEqual(sockets.map((__, index) => `${index}`))
    const times = (status: number) => api.statuses.filter((each) => each === status).length
    expect([times(401), times(200)]).toEqual([25, 26])
    expect(api.claimsRequests()).toHaveLength(1)
  })

  it('says that a person is needed', async () => {
    await using api = await startSockets()
    await open(api)
    api.require({ authContext: 'c1' })
    const error = await open(api).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InteractionRequiredError)
    expect(error).toMatchObject({ claims: { access_token: { acrs: { value: 'c1' } } } })
    expect(api.statuses).toEqual([200, 401])
  })

  it('is given up at once', async () => {
    await using api = await startSockets()
    const arrived = api.fallSilent()
    const controller = new AbortController()
    const opened = expect(open(api, controller.signal)).rejects.toThrow('left')
    await arrived
    controller.abort(new Error('left'))
    await opened
  })
})

it('a socket is kept open beyond the session it was opened with', async () => {
  await using api = await startSockets()
  const waiting = ['one', 'two', 'three']
  await keepOpen(api.authorizer, api.socketUrl, (socket) => {
    const sendNext = (): void => socket.send(waiting[0] ?? '')
    sendNext()
    socket.on('message', (data) => {
      expect(String(data)).toBe(waiting.shift())
      if (waiting.length === 0) socket.close()
      else void api.emulator.revokeSessions('daemon').then(sendNext)
    })
  })
  expect(api.executed).toEqual(['one', 'two', 'three'])
  expect(api.statuses).toEqual([200, 401, 200, 401, 200])
  expect(api.claimsRequests()).toHaveLength(2)
})

it('a ticket is good for one handshake, and no other will do', async () => {
  await using api = await startSockets()
  const response = await api.caeFetch(`${api.url}/socket-tickets`, { method: 'POST' })
  const { ticket } = (await response.json()) as { ticket: string }
  const handshake = () => new WebSocket(`${api.socketUrl}?ticket=${ticket}`)
  await once(handshake(), 'open')
  const [error] = await once(handshake(), 'error')
  expect(error.type).toBe('error')
  expect(api.redeem('')).toBeUndefined()
  // Node's own WebSocket sends a refused handshake twice.
  expect(new Set(api.statuses)).toEqual(new Set([200, 401]))
})

it('a handshake that is refused for good is an error with its status', async () => {
  await using api = await startSockets()
  const nobody = { authorize: async () => undefined, answer: async () => undefined }
  await expect(openSocket(nobody, api.socketUrl)).rejects.toThrow('refused: 401')
})
