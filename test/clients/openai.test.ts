import { APIConnectionError } from 'openai'
import { expect, test } from 'vitest'
import { startCaller } from '../interop/caller.fixture.ts'
import { testFit } from '../interop/fits.fixture.ts'
import type { Respond } from '../interop/guarded-api.fixture.ts'
import { createOpenAi } from './recipes/openai.ts'

interface Body {
  stream?: boolean
  messages: { content: string }[]
}

const model = 'gpt'
const message = (content: string) => ({ role: 'user' as const, content })

/** A model that says what it is told, word by word where it streams. */
const respond: Respond = async (request) => {
  if (request.method === 'GET') return Response.json({ object: 'list', data: [] })
  const { stream, messages } = (await request.json()) as Body
  const content = messages.at(-1)?.content ?? ''
  if (!stream) return Response.json({ choices: [{ message: { role: 'assistant', content } }] })
  const chunks = content.split(' ').map((word) => ({ choices: [{ delta: { content: word } }] }))
  const lines = [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]']
  return new Response(lines.map((line) => `data: ${line}\n\n`).join(''), {
    headers: { 'content-type': 'text/event-stream' },
  })
}

testFit({
  surroundings: { respond },
  connect({ caeFetch, url }) {
    const ai = createOpenAi(caeFetch, url)
    return {
      list: async (signal) => (await ai.models.list(signal && { signal })).data,
      place: (order) =>
        ai.chat.completions.create({ model, messages: [message(JSON.stringify(order))] }),
    }
  },
  placed: 200,
  orderIn: (body) => JSON.parse((body as Body).messages[0]?.content ?? ''),
  reasonOf: (error) => (error instanceof APIConnectionError ? error.cause : undefined),
  aborts: true,
})

test('an answer that is streamed comes whole when the session was revoked', async () => {
  await using caller = await startCaller({ respond })
  const ai = createOpenAi(caller.caeFetch, caller.url)
  await ai.models.list()
  await caller.emulator.revokeSessions('daemon')
  const messages = [message('one two three')]
  const stream = await ai.chat.completions.create({ model, messages, stream: true })
  const words: (string | null | undefined)[] = []
  for await (const { choices } of stream) words.push(choices[0]?.delta.content)
  expect(words).toEqual(['one', 'two', 'three'])
  expect(caller.statuses).toEqual([200, 401, 200])
})
