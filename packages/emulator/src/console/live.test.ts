import { describe, expect, it, vi } from 'vitest'
import type { Activity, ActivityLog } from './activity.ts'
import { setup } from './console-client.fixture.ts'
import { createLive } from './live.ts'

const action = (id: number, text = `deed ${id}`): Activity => ({
  kind: 'action',
  id,
  time: '2026-03-01T12:00:00.000Z',
  text,
})

function fakeLog(...latest: Activity[]) {
  const listeners = new Set<(activity: Activity) => void>()
  const log: ActivityLog = {
    latest: () => latest,
    add: () => {},
    clear: () => {},
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const tell = (activity: Activity) => listeners.forEach((listener) => void listener(activity))
  return { log, listeners, tell }
}

function read(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  return {
    next: async () => (await reader?.read())?.value,
    cancel: () => reader?.cancel(),
    /** Resolves when nothing more can come: a connection that is cut is an end as well. */
    rest: async () => {
      while (
        await reader?.read().then(
          ({ done }) => !done,
          () => false,
        )
      );
    },
  }
}

describe('live', () => {
  it('a request is told as it is answered', async () => {
    const { emulator, get } = await setup()
    const response = await get('/admin/live?after=0')
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const stream = read(response)
    expect(await stream.next()).toBe(': welcome\n\n')
    await emulator.fetch(new Request(emulator.jwksUri))
    const event = await stream.next()
    expect(event).toMatch(/^id: 1\nevent: entry\ndata: "<li id=\\"entry-1\\".*"\n\n$/)
    expect(event).toContain('<strong>keys</strong>')
    await emulator.close()
  })

  it('what was missed comes first, once', async () => {
    const { log, tell } = fakeLog(action(1), action(2), action(3))
    const live = createLive(log)
    const stream = read(live.open(1))
    await stream.next()
    expect(await stream.next()).toContain('deed 2')
    expect(await stream.next()).toContain('deed 3')
    tell(action(4))
    expect(await stream.next()).toContain('deed 4')
    live.close()
  })

  it('a browser that comes back says where it was', async () => {
    const { emulator, get } = await setup()
    await emulator.fetch(new Request(emulator.jwksUri))
    await emulator.fetch(new Request(emulator.jwksUri))
    const stream = read(await get('/admin/live?after=0', { 'last-event-id': '1' }))
    await stream.next()
    expect(await stream.next()).toMatch(/^id: 2\n/)
    await emulator.close()
  })

  it('closing the emulator ends the streams', async () => {
    const { emulator, get } = await setup()
    const stream = read(await get('/admin/live'))
    await stream.next()
    await emulator.close()
    expect(await stream.next()).toBeUndefined()
  })

  it('who leaves is forgotten', async () => {
    const { log, listeners } = fakeLog()
    const live = createLive(log)
    const stream = read(live.open(0))
    expect(listeners.size).toBe(1)
    await stream.cancel()
    await vi.waitFor(() => expect(listeners.size).toBe(0))
    live.close()
  })

  it('who does not read is dropped', async () => {
    const { log, listeners, tell } = fakeLog()
    createLive(log).open(0)
    for (let id = 1; id <= 1_010; id++) tell(action(id))
    expect(listeners.size).toBe(0)
  })

  it('over a socket it ends with the connection and leaves no handle', async () => {
    const servers = () =>
      process.getActiveResourcesInfo().filter((each) => /^TCP/.test(each)).length
    const before = servers()
    const { emulator } = await setup({ port: 0 })
    const stream = read(await fetch(`${emulator.url}/admin/live?after=0`))
    expect(await stream.next()).toBe(': welcome\n\n')
    await emulator.close()
    await stream.rest()
    await vi.waitFor(() => expect(servers()).toBe(before))
  })
})
