import { afterEach, describe, expect, it, vi } from 'vitest'
import { untilAborted } from './until-aborted.ts'
import { type Turn, usersTurn } from './users-turn.ts'

const never = new Promise<never>(() => {})

/** The user turns to this tab, or away from it. */
function look(state: 'visible' | 'hidden') {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: state })
  document.dispatchEvent(new Event('visibilitychange'))
}

afterEach(() => {
  Reflect.deleteProperty(document, 'visibilityState')
})

const isLockHeld = async () =>
  (await navigator.locks.query()).held?.some(({ name }) => name === 'caefetch.user')

describe('the user’s turn', () => {
  it('waits until the tab is seen', async () => {
    look('hidden')
    const run = vi.fn(async ({ hasWaited }: Turn) => hasWaited)
    const turn = usersTurn(undefined, run)
    document.dispatchEvent(new Event('visibilitychange'))
    expect(await isLockHeld()).toBe(false)
    expect(run).not.toHaveBeenCalled()
    look('visible')
    // Meanwhile another tab may have asked, and been answered.
    expect(await turn).toBe(true)
  })

  it('is given up when the tab is hidden, and taken again when it is seen', async () => {
    const turns: boolean[] = []
    const turn = usersTurn(undefined, async ({ hasWaited, signal }) => {
      turns.push(hasWaited)
      return hasWaited ? 'answer' : untilAborted(never, signal)
    })
    await vi.waitFor(() => expect(turns).toEqual([false]))
    look('hidden')
    await vi.waitFor(async () => expect(await isLockHeld()).toBe(false))
    look('visible')
    expect(await turn).toBe('answer')
    expect(turns).toEqual([false, true])
  })

  it('is kept while the tab is hidden, where it says so', async () => {
    let answer = (_: string) => {}
    const answered = new Promise<string>((resolve) => {
      answer = resolve
    })
    const turn = usersTurn(undefined, ({ keep, signal }) => {
      keep(true)
      return untilAborted(answered, signal)
    })
    await vi.waitFor(async () => expect(await isLockHeld()).toBe(true))
    look('hidden')
    answer('answer')
    expect(await turn).toBe('answer')
  })

  it('is given up at once when it is not kept any more', async () => {
    let isSecond = false
    const turn = usersTurn(undefined, async ({ keep, signal, hasWaited }) => {
      isSecond = hasWaited
      if (hasWaited) return 'answer'
      keep(true)
      look('hidden')
      keep(false)
      return untilAborted(never, signal)
    })
    await vi.waitFor(() => expect(document.visibilityState).toBe('hidden'))
    look('visible')
    expect(await turn).toBe('answer')
    expect(isSecond).toBe(true)
  })

  it('ends with the signal: before, while it is hidden, while it runs', async () => {
    const run = ({ signal }: Turn) => untilAborted(never, signal)
    await expect(usersTurn(AbortSignal.abort('early'), run)).rejects.toBe('early')
    const controller = new AbortController()
    look('hidden')
    const hidden = usersTurn(controller.signal, run)
    controller.abort('hidden')
    await expect(hidden).rejects.toBe('hidden')
    look('visible')
    const running = new AbortController()
    const turn = usersTurn(running.signal, (turn) => {
      running.abort('running')
      return run(turn)
    })
    await expect(turn).rejects.toBe('running')
    expect(await isLockHeld()).toBe(false)
  })
})
