import { describeRecovery, spanText } from './describe-recovery.ts'
import type { Leg, RecoveredCall, Recovery } from './recoveries.ts'

const rowHeight = 36
const axisHeight = 24

/**
 * Draws a recovery on one time axis, as the markup of a `<figure>`: on top what all calls share, then a row
 * a call, from its refusal by its token to the answer. The totals stand beside it in words.
 */
export function drawRecovery(recovery: Recovery): string {
  const { from, to, asks, calls } = recovery
  const span = Math.max(to - from, 1)
  // A little room on both sides, for the marks at the ends.
  const percent = (at: number): number => 1 + (98 * (at - from)) / span
  const bar = (name: string, start: number, end: number, y: number, height = 10): string =>
    `<rect class="${name}" x="${percent(start).toFixed(2)}%" y="${y}" width="${Math.max(percent(end) - percent(start), 0.4).toFixed(2)}%" height="${height}" rx="2"/>`
  const rows = asks.length + calls.length
  const height = rows * rowHeight + axisHeight

  const shades = asks.map((ask, row) => {
    const y = row * rowHeight + 20
    return bar('shade', ask.from, ask.to ?? to, y, rows * rowHeight - y)
  })
  const askRows = asks.map((ask, row) => {
    const y = row * rowHeight
    const end = ask.to ?? to
    const words = `${ask.kind}, for ${ask.calls === 1 ? 'one call' : `${ask.calls} calls`}`
    return `${label(y, words, ask.hasFailed ? 'failed' : spanText(end - ask.from))}${bar(ask.hasFailed ? 'ask failed' : 'ask', ask.from, end, y + 20)}`
  })
  const callRows = calls.map((call, index) => {
    const y = (asks.length + index) * rowHeight
    const legs = call.legs.map((leg) => drawLeg(leg, y, to, percent, bar))
    return `${label(y, nameOf(call), wayOf(call))}${legs.join('')}`
  })
  const axis = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const anchor = part === 0 ? 'start' : part === 1 ? 'end' : 'middle'
    const x = `${1 + part * 98}%`
    const y = rows * rowHeight
    return `<line class="axis" x1="${x}" x2="${x}" y1="${y - 4}" y2="${y}"/><text class="tick" x="${x}" y="${y + 14}" text-anchor="${anchor}">${spanText(part * span)}</text>`
  })
  const words = escapeMarkup(describeRecovery(recovery))
  return `<figure class="recovery"><figcaption>${words}</figcaption><svg role="img" aria-label="Waterfall of the calls" width="100%" height="${height}">${[...shades, ...askRows, ...callRows, ...axis].join('')}</svg></figure>`
}

function drawLeg(
  leg: Leg,
  y: number,
  latest: number,
  percent: (at: number) => number,
  bar: (name: string, start: number, end: number, y: number) => string,
): string {
  const { challengedAt, tokenAt, endedAt = latest, outcome } = leg
  const isGood = typeof outcome === 'number' && outcome < 400
  const mark = (name: string, at: number): string =>
    `<circle class="${name}" cx="${percent(at).toFixed(2)}%" cy="${y + 25}" r="4"/>`
  return [
    bar('wait', challengedAt, tokenAt ?? endedAt, y + 20),
    tokenAt === undefined ? '' : bar('replay', tokenAt, endedAt, y + 20),
    mark('refused', challengedAt),
    outcome === undefined ? '' : mark(isGood ? 'answered' : 'refused', endedAt),
  ].join('')
}

const label = (y: number, name: string, way: string): string =>
  `<text x="0" y="${y + 13}">${escapeMarkup(name)}</text><text class="way" x="100%" y="${y + 13}" text-anchor="end">${escapeMarkup(way)}</text>`

function nameOf({ callId, method, resource }: RecoveredCall): string {
  const place = resource.replace(/^https?:\/\//, '')
  return `#${callId} ${method} ${place.length > 24 ? `${place.slice(0, 23)}…` : place}`
}

/** `401 → token → 200`; why one failed stands in the words, and would not fit beside the name. */
const wayOf = ({ legs }: RecoveredCall): string =>
  legs
    .flatMap(({ status, origin, outcome }, index) => [
      // The answer to the call before is what this one begins with.
      ...(index === 0 ? [status] : []),
      ...(origin === undefined ? [] : [origin === 'held' || origin === 'cache' ? origin : 'token']),
      typeof outcome === 'string' ? 'failed' : (outcome ?? '…'),
    ])
    .join(' → ')

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}
