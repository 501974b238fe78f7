import { createServer, type Server } from 'node:net'
import { describe, expect, it } from 'vitest'
import { readArguments } from './arguments.ts'
import { start } from './start.ts'

const listen = (server: Server, port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => server.close(() => resolve()))

/** A free port, whose next one is taken or free. */
async function freePort(
  next: 'taken' | 'free',
): Promise<{ port: number; release(): Promise<void> }> {
  const [first, second] = [createServer(), createServer()]
  const port = await listen(first, 0)
  if (port === undefined || (await listen(second, port + 1)) === undefined) {
    await close(first)
    return freePort(next)
  }
  await close(first)
  if (next === 'free') await close(second)
  return { port, release: () => (next === 'free' ? Promise.resolve() : close(second)) }
}

describe('start', () => {
  it('the demo API takes the next port', async () => {
    const { port } = await freePort('free')
    await using running = await start(readArguments(['--port', String(port)]), {})
    expect(running.emulator.url).toBe(`http://localhost:${port}`)
    expect(running.api?.url).toBe(`http://localhost:${port + 1}`)
  })

  it('or another, when that is taken', async () => {
    const { port, release } = await freePort('taken')
    await using running = await start(readArguments(['--port', String(port)]), {})
    expect(running.api?.url).toMatch(/^http:\/\/localhost:\d+$/)
    expect(running.api?.url).not.toBe(`http://localhost:${port + 1}`)
    expect((await fetch(`${running.api?.url}/orders`)).status).toBe(401)
    await release()
  })

  it('arguments go before the file', async () => {
    const { port } = await freePort('free')
    const file = { port: 1, https: false, propagationDelay: '15m' } as const
    await using running = await start(readArguments(['--port', String(port), '--https']), file)
    expect(running.emulator.url).toBe(`https://localhost:${port}`)
    expect(running.emulator.events.propagationDelay).toBe('15m')
  })
})
