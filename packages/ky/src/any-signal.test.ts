import { afterEach, describe, expect, it, vi } from 'vitest'
import { anySignal } from './any-signal.ts'

const { any } = AbortSignal
afterEach(() => {
  AbortSignal.any = any
})

describe.each([
  ['the platform’s', any],
  ['none', undefined],
])('a signal of several, where AbortSignal.any is %s', (_, platforms) => {
  const create = () => {
    AbortSignal.any = platforms as typeof any
    const controllers = [new AbortController(), new AbortController()]
    return { controllers, signal: anySignal(controllers.map(({ signal }) => signal)) }
  }

  it.each([0, 1])('aborts with number %i, for its reason', (index) => {
    const { controllers, signal } = create()
    expect(signal.aborted).toBe(false)
    const reason = new Error('enough')
    controllers[index]?.abort(reason)
    expect([signal.aborted, signal.reason]).toEqual([true, reason])
  })

  it('is aborted where one of them is', () => {
    AbortSignal.any = platforms as typeof any
    const reason = new Error('long since')
    const signal = anySignal([new AbortController().signal, AbortSignal.abort(reason)])
    expect([signal.aborted, signal.reason]).toEqual([true, reason])
  })

  it('tells once, and listens no longer', () => {
    const { controllers, signal } = create()
    const heard = vi.fn()
    signal.addEventListener('abort', heard)
    for (const controller of controllers) controller.abort()
    expect(heard).toHaveBeenCalledTimes(1)
  })
})
