import { afterEach, describe, expect, it, vi } from 'vitest'
import { announce, announced } from './announcements.ts'
import { oneAtATime } from './one-at-a-time.ts'

afterEach(() => vi.unstubAllGlobals())

const refuse = async () => {
  throw new DOMException('Access to the Locks API is denied.', 'SecurityError')
}

describe('one at a time', () => {
  it('is told that somebody else had the turn, and only then', async () => {
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const turns: string[] = []
    const take = (name: string) =>
      oneAtATime('test', undefined, async (hasWaited) => {
        turns.push(`${name} ${hasWaited}`)
        await ended
        return name
      })
    const all = [take('first'), take('second')]
    await vi.waitFor(() => expect(turns).toEqual(['first false']))
    end()
    expect(await Promise.all(all)).toEqual(['first', 'second'])
    expect(turns).toEqual(['first false', 'second true'])
    expect(await take('third')).toBe('third')
    expect(turns.at(-1)).toBe('third false')
  })

  it('ends to wait with the signal', async () => {
    const controller = new AbortController()
    let end = () => {}
    const held = oneAtATime(
      'test',
      undefined,
      () => new Promise<void>((resolve) => (end = resolve)),
    )
    const waiting = oneAtATime('test', controller.signal, async () => 'never')
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    end()
    await held
  })

  it('waits for a tab that has stopped no longer than it is told to', async () => {
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const stopped = oneAtATime('test', undefined, () => ended)
    const run = async (hasWaited: boolean) => hasWaited
    expect(await oneAtATime('test', undefined, run, 10)).toBe(false)
    const controller = new AbortController()
    const waiting = oneAtATime('test', controller.signal, run, 60_000)
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    end()
    await stopped
    expect(await oneAtATime('test', undefined, run, 60_000)).toBe(false)
  })

  it('passes on what goes wrong, and frees the turn', async () => {
    const fail = async () => {
      throw new Error('no')
    }
    await expect(oneAtATime('test', undefined, fail)).rejects.toThrow('no')
    expect(await oneAtATime('test', undefined, async (hasWaited) => hasWaited)).toBe(false)
  })

  it.each([{}, { locks: { request: refuse, query: refuse } }])(
    'is each tab for itself where there are no locks, or none are allowed',
    async (navigator) => {
      vi.stubGlobal('navigator', navigator)
      expect(await oneAtATime('test', undefined, async (hasWaited) => hasWaited)).toBe(false)
      const { heard, takeBack } = announce('test')
      await heard
      expect(await announced('test')).toEqual([])
      takeBack()
    },
  )
})

it('announces something to all tabs until it is taken back', async () => {
  const first = announce('test got 1')
  const second = announce('test got 2')
  await Promise.all([first.heard, second.heard])
  expect((await announced('test got ')).sort((a, b) => (a < b ? -1 : 1))).toEqual(['1', '2'])
  first.takeBack()
  await vi.waitFor(async () => expect(await announced('test got ')).toEqual(['2']))
  second.takeBack()
  // Taken back before it was heard of.
  announce('test got 3').takeBack()
  await vi.waitFor(async () => expect(await announced('test got ')).toEqual([]))
})
