import { describe, expect, it } from 'vitest'
import { isCaeError } from '../errors.ts'
import { api, connect, createTokens, gate, outcome, settle } from './parties.fixture.ts'
import type { UserQuestion } from './token-source.ts'

describe('a call that aborts while the failure of its token request is on its way to it', () => {
  it.each(Array.from({ length: 16 }, (_, turns) => turns))(
    'never rejects with the provider’s own error (after %i turns)',
    async (turns) => {
      const provider = gate<object>()
      const { caeFetch } = connect(
        createTokens(() => provider.passed),
        async () => new Response('ok'),
      )
      const controller = new AbortController()
      const call = outcome(caeFetch(api, { signal: controller.signal }))
      await settle()
      const reason = new Error('enough')
      provider.fail(new Error('the provider’s'))
      for (let turn = 0; turn < turns; turn++) await null
      controller.abort(reason)
      const error = await call
      expect(error === reason || isCaeError(error)).toBe(true)
    },
  )
})

describe('a call that aborts while it turns out that only a person can help', () => {
  it.each(Array.from({ length: 32 }, (_, turns) => turns))(
    'has the user asked for nobody (after %i turns)',
    async (turns) => {
      const provider = gate<object>()
      let inVain = 0
      const source = {
        ...createTokens(() => provider.passed),
        async askUser({ signal }: UserQuestion) {
          if (signal?.aborted) inVain++
          return { token: 'user' }
        },
      }
      const { caeFetch } = connect(source, async () => new Response('ok'))
      const controller = new AbortController()
      const call = outcome(caeFetch(api, { signal: controller.signal }))
      await settle()
      provider.fail(Object.assign(new Error('MFA'), { errorCode: 'interaction_required' }))
      for (let turn = 0; turn < turns; turn++) await null
      controller.abort()
      await call
      expect(inVain).toBe(0)
    },
  )
})
