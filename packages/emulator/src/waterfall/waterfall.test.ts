import type { CaeEvent } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import { describeRecovery } from './describe-recovery.ts'
import { drawRecoveries } from './index.ts'
import { readRecoveries } from './recoveries.ts'

const about = (callId: number, at: number) => ({
  ...{ callId, at, resource: 'https://orders.test', method: 'GET' },
})
const challenged = (callId: number, at: number): CaeEvent => ({
  ...about(callId, at),
  ...{ type: 'challenged', status: 401, reason: 'revocation' },
})
const token = (callId: number, at: number, origin: 'provider' | 'held' | 'user'): CaeEvent => ({
  ...about(callId, at),
  ...{ type: 'reauthenticated', origin },
})
const replayed = (callId: number, at: number, status = 200): CaeEvent => ({
  ...about(callId, at),
  ...{ type: 'replayed', status },
})
const prompt = (at: number, state: 'started' | 'succeeded' | 'failed'): CaeEvent => ({
  ...about(1, at),
  ...{ type: 'interaction', kind: 'popup', state },
})
const words = (events: CaeEvent[]): string[] => readRecoveries(events).map(describeRecovery)

const shared = [
  ...[challenged(1, 1_000), challenged(2, 1_010), challenged(3, 1_020)],
  ...[token(1, 1_090, 'provider'), token(2, 1_091, 'provider'), token(3, 1_092, 'provider')],
  ...[replayed(1, 1_120), replayed(3, 1_130), replayed(2, 1_200)],
]

describe('waterfall', () => {
  it('calls that wait for one token share the request for it', () => {
    const [recovery] = readRecoveries(shared)
    expect(recovery?.asks).toEqual([
      { kind: 'token request', from: 1_000, to: 1_090, hasFailed: false, calls: 3 },
    ])
    expect(words(shared)).toEqual([
      '3 calls were refused (401, revocation). One token request served them all. All were sent again and answered, 200 ms after the first refusal.',
    ])
  })

  it('calls that do not overlap are recoveries of their own, the latest drawn first', () => {
    const events = [
      ...[challenged(1, 0), token(1, 10, 'provider'), replayed(1, 20)],
      ...[challenged(2, 30), token(2, 40, 'held'), replayed(2, 50)],
    ]
    expect(words(events)).toEqual([
      'One call was refused (401, revocation). One token request got the token. One call was sent again and answered, 20 ms after the first refusal.',
      'One call was refused (401, revocation). One call took a token that was there. One call was sent again and answered, 20 ms after the first refusal.',
    ])
    expect(drawRecoveries(events).match(/#\d/g)).toEqual(['#2', '#1'])
  })

  it('a call that comes later takes the token that the others asked for', () => {
    const events = [...shared, challenged(4, 1_150), token(4, 1_151, 'held'), replayed(4, 1_180)]
    events.sort((a, b) => a.at - b.at)
    expect(words(events)[0]).toContain(
      '4 calls were refused (401, revocation). One token request served them all.',
    )
    expect(readRecoveries(events)[0]?.asks).toMatchObject([{ calls: 4 }])
  })

  it('a prompt is drawn once for all who wait for it', () => {
    const events = [
      ...[challenged(1, 0), challenged(2, 5), prompt(20, 'started'), prompt(4_000, 'succeeded')],
      ...[token(1, 4_010, 'user'), token(2, 4_011, 'user'), replayed(1, 4_050), replayed(2, 4_060)],
    ]
    expect(readRecoveries(events)[0]?.asks).toEqual([
      { kind: 'popup', from: 20, to: 4_000, hasFailed: false, calls: 2 },
    ])
    expect(words(events)[0]).toContain('One popup served them all.')
    expect(drawRecoveries(events)).toContain('popup, for 2 calls')
  })

  it('what waits, what failed, and what is asked for again are said', () => {
    expect(words([challenged(1, 0), prompt(5, 'started')])).toEqual([
      'One call was refused (401, revocation). One popup waits for the user. One call still waits.',
    ])
    const failed: CaeEvent = { ...about(1, 9), type: 'unresolved', code: 'interaction_required' }
    expect(words([challenged(1, 0), prompt(5, 'started'), prompt(8, 'failed'), failed])).toEqual([
      'One call was refused (401, revocation). One popup came to nothing. One call did not get through (interaction_required).',
    ])
    const twice = [
      ...[challenged(1, 0), token(1, 10, 'provider'), replayed(1, 20, 401)],
      ...[challenged(1, 21), token(1, 60, 'provider'), replayed(1, 80)],
    ]
    expect(words(twice)).toEqual([
      'One call was refused (401, revocation). 2 token requests got the tokens. One call was sent again and answered, 80 ms after the first refusal.',
    ])
    expect(drawRecoveries(twice)).toContain('401 → token → 401 → token → 200')
  })

  it('every mark is on the axis, and names are text', () => {
    const resource = '"><img src=x onerror=alert(1)>'
    const events = shared.map((event) => ({ ...event, resource }) as CaeEvent)
    const markup = drawRecoveries(events)
    expect(markup).not.toContain('<img')
    const places = [...markup.matchAll(/(?:cx|x)="([\d.]+)%"/g)].map(([, place]) => Number(place))
    expect(places.length).toBeGreaterThan(10)
    expect(places.every((place) => place >= 1 && place <= 100)).toBe(true)
    expect(markup).not.toMatch(/style=|NaN|Infinity/)
  })

  it('draws nothing of nothing, nor of diagnostics', () => {
    expect(drawRecoveries([{ type: 'diagnostic', code: 'x', message: 'x', at: 0 }])).toBe('')
  })
})
