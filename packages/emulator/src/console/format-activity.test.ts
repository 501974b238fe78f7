import { describe, expect, it } from 'vitest'
import type { Activity } from './activity.ts'
import { formatActivity, printable } from './format-activity.ts'

const at = { id: 1, time: '2026-03-01T12:00:00.000Z' }

describe('format activity', () => {
  it.each<[string, Activity]>([
    [
      '2026-03-01T12:00:00.000Z 401 GET api /orders client=spa user=mia insufficient_claims claims={"access_token":{"nbf":{"value":"1"}}}',
      {
        ...at,
        kind: 'api',
        answer: {
          method: 'GET',
          path: '/orders',
          status: 401,
          client: 'spa',
          user: 'mia',
          error: 'insufficient_claims',
          claims: { access_token: { nbf: { value: '1' } } },
        },
      },
    ],
    [
      '2026-03-01T12:00:00.000Z 200 GET api /me',
      { ...at, kind: 'api', answer: { method: 'GET', path: '/me', status: 200 } },
    ],
    [
      '2026-03-01T12:00:00.000Z ··· event session-revoked about mia reaches the APIs',
      { ...at, kind: 'event', type: 'session-revoked', about: 'mia' },
    ],
    [
      '2026-03-01T12:00:00.000Z ··· page  mia is disabled',
      { ...at, kind: 'action', text: 'mia is disabled' },
    ],
    [
      '2026-03-01T12:00:00.000Z 200 GET keys',
      {
        ...at,
        kind: 'request',
        entry: { ...at, method: 'GET', path: '/k', endpoint: 'keys', status: 200 },
      },
    ],
  ])('%s', (line, activity) => expect(formatActivity(activity)).toBe(line))

  it('what callers write cannot steer the terminal, nor make lines of its own', () => {
    expect(printable('grant=\u001b[2J\n200 token\u202eevil\u2028é')).toBe(
      'grant=\\u{1b}[2J\\u{a}200 token\\u{202e}evil\\u{2028}é',
    )
  })
})
