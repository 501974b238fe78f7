import { describe, expect, it } from 'vitest'
import { readJson, readText } from './read-text.ts'

describe('readText', () => {
  it('reads characters that chunks cut in two', async () => {
    const bytes = new TextEncoder().encode('größe')
    const body = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    expect(await readText({ body }, 100)).toEqual({ text: 'größe' })
  })

  it('reads no body as an empty text', async () => {
    expect(await readText({ body: null }, 100)).toEqual({ text: '' })
  })

  it('gives nothing of what is longer, and cancels it', async () => {
    let isCancelled = false
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(60)),
      cancel: () => {
        isCancelled = true
      },
    })
    expect(await readText({ body }, 100)).toEqual({ fault: 'too_long' })
    expect(isCancelled).toBe(true)
  })

  it('gives nothing of what breaks off', async () => {
    const body = new ReadableStream({
      pull: (controller) => controller.error(new Error('reset')),
    })
    expect(await readText({ body }, 100)).toEqual({ fault: 'broken_off' })
    await expect(readJson({ body }, 100)).rejects.toThrow()
  })
})
