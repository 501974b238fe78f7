import type { Counter, Histogram, Meter } from '@opentelemetry/api'

/** What is measured at the client; the names are documented, and stay. */
export interface ClientInstruments {
  challenges: Counter
  tokenRequests: Counter
  tokenDuration: Histogram
  interactions: Counter
  interactionDuration: Histogram
  recoveryDuration: Histogram
  unresolved: Counter
  diagnostics: Counter
}

/** Those of HTTP, and what it takes when a user is asked meanwhile. */
const waits = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120, 300, 600,
]
const prompts = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600]

export function createClientInstruments(meter: Meter): ClientInstruments {
  const counter = (name: string, unit: string, description: string): Counter =>
    meter.createCounter(name, { unit, description })
  const seconds = (name: string, explicitBucketBoundaries: number[], description: string) =>
    meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries } })
  return {
    challenges: counter(
      'caefetch.challenges',
      '{challenge}',
      'Challenges that APIs answered calls with.',
    ),
    tokenRequests: counter(
      'caefetch.token.requests',
      '{request}',
      'Requests for a token, silent or to the user, that answered challenges.',
    ),
    tokenDuration: seconds(
      'caefetch.token.duration',
      waits,
      'How long challenged calls waited for their token.',
    ),
    interactions: counter(
      'caefetch.interactions',
      '{interaction}',
      'Questions that were put to the user.',
    ),
    interactionDuration: seconds(
      'caefetch.interaction.duration',
      prompts,
      'How long users took to answer.',
    ),
    recoveryDuration: seconds(
      'caefetch.recovery.duration',
      waits,
      'From the challenge to the response to the replay.',
    ),
    unresolved: counter('caefetch.unresolved', '{challenge}', 'Challenges that were not met.'),
    diagnostics: counter(
      'caefetch.diagnostics',
      '{diagnostic}',
      'Things that are set up in a way that keeps challenges from being met.',
    ),
  }
}
