import type { Stat } from './measure.ts'
import { type Budget, isMet } from './report.ts'

/** Three digits that count, so that nobody reads more into a figure than there is. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en', {
    minimumFractionDigits: Number.isInteger(value) ? 0 : digits,
    maximumFractionDigits: digits,
  })
}

/** The median, and how far the quartiles lie from it, as a part of it. */
export function figureOf(stat: Stat | undefined): string {
  if (!stat) return '–'
  const { median, low, high } = stat
  const spread = Math.max(high - median, median - low) / Math.abs(median)
  return spread > 0 ? `${figure(median)} ±${Math.ceil(spread * 100)} %` : figure(median)
}

export const ratio = (value: number | undefined): string =>
  value === undefined ? '–' : `${figure(value)}×`

/** Whether the promise holds, and by how much it does not. */
export function verdict(budget: Budget): string {
  const { value, limit } = budget
  const found = `${figure(value)} ${budget.unit}`.trim()
  if (isMet(budget)) return `met: ${found}`
  const factor = Math.max(value / limit, limit / value)
  return `missed by a factor of ${figure(factor)}: ${found}${budget.remark ? `. ${budget.remark}` : ''}`
}
