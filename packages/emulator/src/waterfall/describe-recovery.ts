import { askBehind, type Leg, type Recovery } from './recoveries.ts'

/** `214 ms`, `3.2 s`. */
export function spanText(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count === 1 ? 'one' : count} ${count === 1 ? one : many}`

const sentence = (text: string): string => text.replace(/^./, (start) => start.toUpperCase())

/** The totals of a recovery, in a few sentences. */
export function describeRecovery(recovery: Recovery): string {
  const { calls, asks, from, to, isOpen } = recovery
  const legs = calls.flatMap((call) => call.legs)
  const last = calls.flatMap((call) => call.legs.at(-1) ?? [])
  const answered = last.filter(({ outcome }) => typeof outcome === 'number' && outcome < 400)
  const failed = last.filter((leg) => leg.endedAt !== undefined && !answered.includes(leg))
  const waiting = last.filter((leg) => leg.endedAt === undefined)
  const reasons = [...new Set(legs.map((leg) => `${leg.status}, ${leg.reason}`))].join('; ')
  const were = (count: number): string => (count === 1 ? 'was' : 'were')
  return [
    `${counted(calls.length, 'call')} ${were(calls.length)} refused (${reasons}).`,
    asksText(asks, calls.length),
    heldText(legs, asks),
    answered.length > 0 &&
      `${answered.length === calls.length && calls.length > 1 ? 'all' : counted(answered.length, 'call')} ${were(answered.length)} sent again and answered${isOpen ? '' : `, ${spanText(to - from)} after the first refusal`}.`,
    failed.length > 0 &&
      `${counted(failed.length, 'call')} did not get through (${[...new Set(failed.map(({ outcome }) => outcome))].join(', ')}).`,
    waiting.length > 0 &&
      `${counted(waiting.length, 'call')} still ${waiting.length === 1 ? 'waits' : 'wait'}.`,
  ]
    .filter((text) => text !== false && text !== '')
    .map((text) => sentence(String(text)))
    .join(' ')
}

function asksText(asks: Recovery['asks'], calls: number): string {
  const kinds = [...new Set(asks.map(({ kind }) => kind))]
  return kinds
    .map((kind) => {
      const same = asks.filter((ask) => ask.kind === kind)
      const served = Math.max(...same.map((ask) => ask.calls))
      const text = counted(same.length, kind)
      if (same.every(({ to }) => to === undefined)) return `${text} waits for the user.`
      if (same.every(({ hasFailed }) => hasFailed)) return `${text} came to nothing.`
      return same.length === 1 && calls > 1 && served === calls
        ? `${text} served them all.`
        : `${text} got the token${same.length === 1 ? '' : 's'}.`
    })
    .map(sentence)
    .join(' ')
}

function heldText(legs: readonly Leg[], asks: Recovery['asks']): string {
  const { length } = legs.filter(
    (leg) => leg.origin === 'cache' || (leg.origin === 'held' && !askBehind(leg, asks)),
  )
  return length === 0 ? '' : `${counted(length, 'call')} took a token that was there.`
}
