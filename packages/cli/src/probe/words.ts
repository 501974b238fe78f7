import { claimsWords } from '../decode/claims-words.ts'
import { duration } from '../time.ts'
import { isRefused, type Sighting } from './sighting.ts'

/** What is told of a sighting as it happens; nothing of what goes on as before. */
export function sightingWords(sighting: Sighting, all: readonly Sighting[]): string | undefined {
  const revoked = all.find(({ kind }) => kind === 'revoked')
  const say = (words: string): string =>
    revoked
      ? `${duration(sighting.at - revoked.at)} after the revocation: the ${words}.`
      : `The ${words}.`
  const answers = all.filter((each) => each.kind === 'answer')
  switch (sighting.kind) {
    case 'revoked':
      return 'Revoked.'
    case 'asking':
      return revoked && say('person is asked to sign in again')
    case 'asked':
      return revoked && say('person has answered')
    case 'answer': {
      const before = answers.at(-2)
      if (before && isRefused(before.status) === isRefused(sighting.status)) return undefined
      return isRefused(sighting.status)
        ? say(`API refuses with ${sighting.status}${challengeWords(sighting)}`)
        : say(`API answers ${sighting.status}`)
    }
  }
}

function challengeWords({ challenge }: Extract<Sighting, { kind: 'answer' }>): string {
  if (!challenge) return ', without a claims challenge'
  const names = claimsWords(challenge.claims).map(([name]) => name)
  return `, and asks for ${names.join(', ') || 'nothing'}`
}
