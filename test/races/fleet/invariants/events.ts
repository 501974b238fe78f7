import { type FleetInvariant, isCalm } from './invariant.ts'

export const eventsAreHandledOnce: FleetInvariant = {
  name: 'a security event is handled once, when nothing goes wrong',
  violations: (ledger) =>
    [...ledger.events.values()].flatMap(({ jti, handled }) => {
      const well = handled.filter(({ isWell }) => isWell).length
      return isCalm(ledger) && well > 1 ? [`event ${jti} was handled ${well} times`] : []
    }),
}

export const eventsAreNotLost: FleetInvariant = {
  name: 'a security event whose handling failed is handled when it comes again',
  violations: ({ events }) =>
    [...events.values()].flatMap(({ jti, handled, accepted }) => {
      const isHandled = handled.some(({ isWell }) => isWell)
      if (accepted > 0 && !isHandled) return [`event ${jti} was accepted, and not handled`]
      return accepted === 0 ? [`event ${jti} is never accepted`] : []
    }),
}

export const nothingIsLeft: FleetInvariant = {
  name: 'nothing is left: no timer, no connection, no token in the clear',
  violations: ({ left }) => left,
}
