import { endOf, type Invariant } from './invariant.ts'

export const nothingIsLeft: Invariant = {
  name: 'nothing is left: no timer, no listener, no rejection that nobody handles',
  violations: ({ calls, seen }) => [
    ...(seen.get('left') ?? []),
    ...calls
      .filter(({ listeners }) => listeners() !== 0)
      .map(({ number, listeners }) => `call ${number} has ${listeners()} listeners on its signal`),
  ],
}

export const noRequestIsLeft: Invariant = {
  name: 'a token request that nobody waits for is given up',
  violations: ({ requests }) =>
    requests
      .filter((request) => endOf(request) === Number.POSITIVE_INFINITY)
      .map(({ at, failure }) => `request ${at} is still under way (${failure})`),
}

export const droppedResponsesAreLetGo: Invariant = {
  name: 'the body of a response that nobody sees is read or cancelled',
  violations: ({ calls }) =>
    calls.flatMap(({ number, sends, response, error }) => {
      const shown = response ?? Object(error).response
      return sends.flatMap(({ refusal }) =>
        refusal && refusal.response !== shown && !refusal.isLetGo()
          ? [`call ${number} keeps the connection of a ${refusal.status}`]
          : [],
      )
    }),
}

export const sourcesAreLetGo: Invariant = {
  name: 'the source of a body is read to its end or cancelled',
  violations: ({ calls }) =>
    calls
      .filter(({ body }) => body.source === 'open')
      .map(({ number, body }) => `call ${number} leaves its ${body.kind} open`),
}
