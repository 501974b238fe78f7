import { claimsWords } from '../decode/claims-words.ts'
import { troubleshooting } from '../links.ts'
import { bullet, paragraph, table } from '../terminal/layout.ts'
import { printable } from '../terminal/printable.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { duration } from '../time.ts'
import type { Measurement, Verdict } from './measure.ts'
import { legend, timeline } from './timeline.ts'

const verdicts: Record<Verdict, string> = {
  does_cae:
    'The API does Continuous Access Evaluation: it refused the revoked session, said what it wants, and the client is back.',
  refuses_without_challenge:
    'The API refused the revoked session without a claims challenge: clients cannot know what it wants.',
  not_back: 'The API challenged, and the client did not come back.',
  no_refusal:
    'The API accepted the revoked session until the limit: it does no Continuous Access Evaluation, or is slower than that.',
}

const mends: Record<Verdict, string[]> = {
  does_cae: [],
  refuses_without_challenge: [
    'Send WWW-Authenticate with error="insufficient_claims" and claims to clients whose token says cp1: createGuard of @caefetch/resource does.',
    `Look whether the token says cp1: ${troubleshooting('client_not_capable')}`,
  ],
  not_back: [
    `See what the challenge asked for, and what the sign-in answered: ${troubleshooting('interaction_required')}`,
  ],
  no_refusal: [
    'Events take up to 15 minutes to reach Microsoft’s APIs: let --limit be longer than that.',
    'Entra tells nobody else of revocations: an API of one’s own needs a source, as createRevocations of @caefetch/resource takes.',
  ],
}

/** What the probe of an API has shown, as data. */
export function reportJson(url: string, result: Measurement) {
  const { verdict, refusedAfter, backAfter, personTook, challenge, revokedAt, sightings } = result
  return {
    api: url,
    verdict,
    summary: verdicts[verdict],
    calls: sightings.filter(({ kind }) => kind === 'answer').length,
    refusedAfterMs: refusedAfter ?? null,
    backAfterMs: backAfter ?? null,
    personTookMs: personTook,
    challenge: challenge
      ? {
          status: challenge.status,
          scheme: challenge.scheme,
          error: challenge.error ?? null,
          claims: challenge.claims,
        }
      : null,
    timeline: sightings.map((sighting) => ({
      atMs: sighting.at - revokedAt,
      event: sighting.kind,
      ...(sighting.kind === 'answer' && {
        status: sighting.status,
        challenged: sighting.challenge !== undefined,
      }),
    })),
  }
}

/** The same in words, with the timeline drawn. */
export function reportText(url: string, result: Measurement, { paint, width }: Terminal): string {
  const { verdict, refusedAfter, backAfter, personTook, challenge, sightings, endedAt, revokedAt } =
    result
  const rows: [string, string][] = [
    ['API', url],
    [
      'first refusal',
      refusedAfter === undefined
        ? `none in ${duration(endedAt - revokedAt)}`
        : `${duration(refusedAfter)} after the revocation`,
    ],
    ...(backAfter === undefined
      ? []
      : [
          [
            'client back',
            `${duration(backAfter)} after the revocation, ${duration(backAfter - (refusedAfter ?? 0))} after the refusal`,
          ] as [string, string],
        ]),
    ...(personTook > 0 ? [['the person took', duration(personTook)] as [string, string]] : []),
    ...(challenge
      ? claimsWords(challenge.claims).map(([name, words]): [string, string] => [
          `asked for ${name}`,
          printable(words),
        ])
      : []),
  ]
  return [
    paint(verdict === 'does_cae' ? 'green' : 'red', paragraph(verdicts[verdict], width)),
    '',
    table(rows, width),
    '',
    `  ${timeline(sightings, endedAt, width - 4)}`,
    paint('dim', `  ${legend}`),
    ...(mends[verdict].length > 0
      ? ['', ...mends[verdict].map((step) => bullet('-', step, width))]
      : []),
  ].join('\n')
}
