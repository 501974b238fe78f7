import { CommandError } from '../command-error.ts'

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Reads `500ms`, `2s`, `20m`, `1h` as milliseconds. */
export const readDuration =
  (option: string) =>
  (text: string): number => {
    const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
    const milliseconds = Number(amount) * (units[unit] ?? Number.NaN)
    if (milliseconds > 0 && milliseconds <= 86_400_000) return milliseconds
    throw new CommandError('usage', `${option} "${text}" is no time such as 500ms, 2s or 20m.`)
  }
