import { describe, expect, it } from 'vitest'
import { createChronicle, type Result } from './chronicle.ts'
import type { Attempt } from './messages.ts'
import { judge } from './oracle.ts'
import { digestOf, type PlannedCall } from './plan.ts'

const call: PlannedCall = {
  id: 'call-1',
  principal: 'daemon',
  method: 'POST',
  path: '/',
  kind: 'text',
  size: 100,
  mayAsk: false,
}
const digest = digestOf(call)
const sent = { call: call.id, principal: call.principal, token: 'a token' }
const executed: Attempt = { ...sent, at: 1100, status: 201, isExecuted: true, digest }
const refused = (challenge: string, token = sent.token): Attempt => ({
  ...{ ...sent, token, at: 1050, status: 401, isExecuted: false, challenge },
})
const served: Result = { type: 'response', status: 201, text: digest }
const error = (code: string): Result => ({ type: 'error', name: 'CaeError', code, message: '' })
const fault = (at: number, fault: string) => ({ at, status: 502, fault })

const verdict = (
  result: Result,
  attempts: Attempt[],
  { tokenRequests = createChronicle().tokenRequests, of = call } = {},
) =>
  judge(
    { call: of, startedAt: 1000, endedAt: 2000, result },
    Map.groupBy(attempts, (attempt) => attempt.call),
    { ...createChronicle(), tokenRequests },
  )

describe('the oracle', () => {
  it('lets a call be served once, after a challenge too', () => {
    expect(verdict(served, [executed])).toBeUndefined()
    expect(verdict(served, [refused('a'), executed])).toBeUndefined()
  })

  it.each<[string, Result, Attempt[]]>([
    ['was executed 2 times', served, [executed, executed]],
    ['was executed with another body', served, [{ ...executed, digest: 'another' }]],
    ['was lost', served, []],
    ['hung', { type: 'hung' }, []],
    ['was aborted by nobody', { type: 'aborted' }, []],
    ['nobody had cut', { type: 'error', name: 'TypeError', code: '', message: '' }, [refused('a')]],
    ['was executed, and its caller was told 401', { ...served, status: 401 }, [executed]],
    ['would have mended', { ...served, status: 401 }, [refused('a'), refused('b')]],
    ['not answered last', { ...served, status: 503 }, [refused('a')]],
    ['would have served it', error('reauthentication_failed'), [refused('a')]],
    ['needs none', error('interaction_required'), [refused('a')]],
    ['short enough', error('body_not_replayable'), [refused('a')]],
    ['failed with configuration', error('configuration'), []],
  ])('complains of a call that %s', (complaint, result, attempts) => {
    expect(verdict(result, attempts)).toContain(complaint)
  })

  it('takes a failure for Entra’s only where Entra failed twice in a row, or wants to be left alone', () => {
    const result = error('reauthentication_failed')
    const judged = (...tokenRequests: ReturnType<typeof fault>[]) =>
      verdict(result, [refused('a')], { tokenRequests })
    expect(judged(fault(1100, 'cut'))).toContain('would have served it')
    expect(judged(fault(1100, 'delay'), fault(1110, 'cut'))).toContain('would have served it')
    expect(judged(fault(1100, 'cut'), fault(1110, 'malformed'))).toBeUndefined()
    expect(judged(fault(1100, '429'))).toBeUndefined()
    expect(judged(fault(-500, '503'))).toContain('would have served it')
    expect(judged(fault(-500, '502'), fault(-490, '502'))).toBeUndefined()
  })

  it('lets an API that repeats itself, or asks three times, have the last word', () => {
    const result: Result = { ...served, status: 401 }
    expect(verdict(result, [refused('a'), refused('a')])).toBeUndefined()
    expect(verdict(result, [refused('a'), refused('b'), refused('c')])).toBeUndefined()
  })

  it('lets an API alone that has refused two tokens with which calls were sent again', () => {
    const result: Result = { ...served, status: 401 }
    const other = (token: string, id: string) => [
      { ...refused('b', 'an old token'), call: id },
      { ...refused('c', token), call: id },
    ]
    const judged = (...others: Attempt[]) => verdict(result, [refused('a'), ...others])
    expect(judged(...other('one', 'call-2'), ...other('another', 'call-3'))).toBeUndefined()
    expect(judged(...other('one', 'call-2'), ...other('one', 'call-3'))).toContain('have mended')
    expect(judged(...other('one', 'call-2'))).toContain('have mended')
  })
})
