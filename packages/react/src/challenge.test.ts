import type { Prompt } from '@caefetch/browser'
import { ConfigurationError } from '@caefetch/browser'
import { describe, expect, it, vi } from 'vitest'
import { createChallenge } from './challenge.ts'

const needed = { reason: 'needed' } as const
const macrotask = () => new Promise<void>((resolve) => setTimeout(resolve))

/** A store, with a fallback that answers when the test says so. */
function scene() {
  const fallback = vi.fn<Prompt>(async () => true)
  const challenge = createChallenge({ fallback })
  return { fallback, challenge, question: () => challenge.getSnapshot() }
}

describe('a question that somebody shows', () => {
  it('waits, the same object while it does', async () => {
    const { challenge, question, fallback } = scene()
    challenge.attach()
    const listener = vi.fn()
    challenge.subscribe(listener)
    const answer = challenge({ reason: 'blocked', isSignedIn: false })
    const waiting = question()
    expect(waiting).toMatchObject({ reason: 'blocked', isSignedIn: false })
    expect(question()).toBe(waiting)
    expect(listener).toHaveBeenCalledTimes(1)
    waiting?.proceed()
    expect(await answer).toBe(true)
    expect(question()).toBeUndefined()
    expect(listener).toHaveBeenCalledTimes(2)
    expect(fallback).not.toHaveBeenCalled()
  })

  it('is for somebody who is signed in, unless it says otherwise', () => {
    const { challenge, question } = scene()
    challenge.attach()
    void challenge(needed)
    expect(question()?.isSignedIn).toBe(true)
  })

  it('is declined by cancel, and answered once', async () => {
    const { challenge, question } = scene()
    challenge.attach()
    const answer = challenge(needed)
    const waiting = question()
    waiting?.cancel()
    waiting?.proceed()
    expect(await answer).toBe(false)
  })

  it('is answered with nothing but promises between, which the click outlives', async () => {
    const { challenge, question } = scene()
    challenge.attach()
    let isAnswered = false
    void challenge(needed).then(() => {
      isAnswered = true
    })
    question()?.proceed()
    for (let ticks = 0; ticks < 10 && !isAnswered; ticks++) await undefined
    expect(isAnswered).toBe(true)
  })

  it('goes away with the calls that waited for it', async () => {
    const { challenge, question } = scene()
    challenge.attach()
    const controller = new AbortController()
    const { signal } = controller
    const answer = challenge({ ...needed, signal })
    expect(question()).toBeDefined()
    controller.abort()
    expect(await answer).toBe(false)
    expect(question()).toBeUndefined()
    expect(await challenge({ ...needed, signal })).toBe(false)
    expect(question()).toBeUndefined()
  })

  it('leaves no listener on a signal that outlives it', async () => {
    const { challenge, question } = scene()
    challenge.attach()
    const { signal } = new AbortController()
    const removed = vi.spyOn(signal, 'removeEventListener')
    const added = vi.spyOn(signal, 'addEventListener')
    void challenge({ ...needed, signal })
    question()?.proceed()
    expect(removed.mock.calls).toEqual(added.mock.calls)
  })

  it('takes turns with others', async () => {
    const { challenge, question } = scene()
    challenge.attach()
    const answers = [challenge(needed), challenge({ reason: 'blocked' })]
    question()?.cancel()
    expect(question()?.reason).toBe('blocked')
    question()?.proceed()
    expect(await Promise.all(answers)).toEqual([false, true])
  })

  it('is told to nobody who has left', () => {
    const { challenge } = scene()
    challenge.attach()
    const listener = vi.fn()
    challenge.subscribe(listener)()
    void challenge(needed)
    expect(listener).not.toHaveBeenCalled()
  })
})

describe('the fallback', () => {
  it('asks while nobody is there to show anything', async () => {
    const { challenge, question, fallback } = scene()
    challenge.subscribe(() => {})
    const request = { ...needed, isSignedIn: false }
    expect(await challenge(request)).toBe(true)
    expect(fallback).toHaveBeenCalledExactlyOnceWith(request)
    expect(question()).toBeUndefined()
  })

  it('takes over where the last one leaves while the questions wait', async () => {
    const { challenge, question, fallback } = scene()
    const leave = [challenge.attach(), challenge.attach()]
    const answers = [challenge(needed), challenge(needed)]
    leave[0]?.()
    // Leaving twice is leaving once.
    leave[0]?.()
    await macrotask()
    expect(question()).toBeDefined()
    leave[1]?.()
    expect(await Promise.all(answers)).toEqual([true, true])
    expect(fallback).toHaveBeenCalledTimes(2)
    expect(question()).toBeUndefined()
  })

  it('does not where somebody else is there at once', async () => {
    const { challenge, question, fallback } = scene()
    const leave = challenge.attach()
    void challenge(needed)
    leave()
    challenge.attach()
    await macrotask()
    expect(fallback).not.toHaveBeenCalled()
    expect(question()).toBeDefined()
  })

  it('may fail, and then the question does', async () => {
    const { challenge, fallback } = scene()
    const failure = new Error('no dialog')
    fallback.mockImplementation(() => {
      throw failure
    })
    await expect(challenge(needed)).rejects.toBe(failure)
    const leave = challenge.attach()
    const answer = challenge(needed)
    leave()
    await expect(answer).rejects.toBe(failure)
  })

  it('is a function', () => {
    const wrong: unknown = { fallback: true }
    expect(() => createChallenge(wrong as object)).toThrow(ConfigurationError)
  })
})
