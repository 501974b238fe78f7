import type { Invariant } from './invariant.ts'

export const nothingIsExecutedTwice: Invariant = {
  name: 'no call is executed twice',
  violations: ({ calls }) =>
    calls
      .filter(({ sends }) => sends.filter(({ isAccepted }) => isAccepted).length > 1)
      .map(({ number }) => `call ${number} was taken twice`),
}

export const nothingIsSentAfterwards: Invariant = {
  name: 'nothing is sent for a call that has settled, or that an API has taken',
  violations: ({ calls }) =>
    calls.flatMap(({ number, sends, settledAt = Number.POSITIVE_INFINITY }) =>
      sends.flatMap(({ at }, index) => {
        const isLate = at > settledAt || sends.slice(0, index).some(({ isAccepted }) => isAccepted)
        return isLate ? [`call ${number} was sent once more`] : []
      }),
    ),
}

export const onlyItsOwnBody: Invariant = {
  name: 'no body but its own is sent, from its beginning',
  violations: ({ calls }) =>
    calls.flatMap(({ number, sends, body: { expected } }) =>
      sends.flatMap(({ body: { text, isWhole } }) => {
        const isOwn = isWhole ? text === expected : expected.startsWith(text)
        return isOwn ? [] : [`call ${number} sent ${JSON.stringify(text)}`]
      }),
    ),
}

export const answersAreOnesOwn: Invariant = {
  name: 'a call that is served got the answer to itself',
  violations: ({ calls }) =>
    calls.flatMap(({ number, response, sends }) => {
      if (response?.status !== 200) return []
      const isOwn = response.headers.get('x-call') === String(number)
      return isOwn && sends.at(-1)?.isAccepted ? [] : [`call ${number} got another's answer`]
    }),
}

export const lostBodiesAreDue: Invariant = {
  name: 'a body is lost only where it is too long, or its source has failed',
  violations: ({ calls }) =>
    calls.flatMap(({ number, error, body: { kind, source } }) => {
      const isLost = error instanceof Error && error.name === 'BodyNotReplayableError'
      return isLost && kind !== 'long' && source !== 'failed'
        ? [`call ${number} lost its body of kind ${kind}, whose source is ${source}`]
        : []
    }),
}
