import { styleText } from 'node:util'

/** One line of the story. */
export interface Line {
  who: string
  what: string
  status: number | 'done'
  /** How long it took, in milliseconds. */
  took?: number
  /** What is worth a line of its own below. */
  detail?: string | undefined
}

/** Prints the story line by line, each with the time since it began. */
export function createTimeline(print: (text: string) => void = console.log) {
  const began = performance.now()
  let collected: Map<string, { line: Line; at: number; count: number }> | undefined

  const note = (text: string) => print(`${' '.repeat(25)}${styleText('dim', text)}`)

  function show({ who, what, status, took, detail }: Line, at: number, count = 1): void {
    const time = styleText('dim', `${Math.round(at)} ms`.padStart(8))
    const outcome = styleText(Number(status) >= 400 ? 'red' : 'green', String(status).padEnd(4))
    const latency = took === undefined ? '' : styleText('dim', `  ${Math.round(took)} ms`)
    print(
      `${time}  ${who.padEnd(6)} ${outcome}  ${count > 1 ? `${count} × ` : ''}${what}${latency}`,
    )
    if (detail) note(detail)
  }

  return {
    note,
    heading: (text: string) => print(`\n${styleText('bold', text)}`),
    line(line: Line): void {
      const now = performance.now() - began
      if (!collected) {
        show(line, now)
        return
      }
      const key = `${line.who} ${line.status} ${line.what}`
      const { at, count } = collected.get(key) ?? { at: now, count: 0 }
      collected.set(key, { line, at, count: count + 1 })
    },
    /** Runs something of which equal lines are told as one, in the order they first came. */
    async summarized<T>(run: () => Promise<T>): Promise<T> {
      collected = new Map()
      const result = await run()
      const lines = [...collected.values()]
      collected = undefined
      for (const { line, at, count } of lines) show(line, at, count)
      return result
    },
  }
}

export type Tell = ReturnType<typeof createTimeline>['line']
