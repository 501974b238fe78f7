import { styleText } from 'node:util'

/** Prints the story line by line, each with the time since it began. */
export function createTimeline(print: (text: string) => void = console.log) {
  const began = performance.now()
  return {
    heading: (text: string) => print(`\n${styleText('bold', text)}`),
    line(who: string, what: string): void {
      const time = `${Math.round(performance.now() - began)} ms`.padStart(9)
      print(`${styleText('dim', time)}  ${who.padEnd(8)} ${what}`)
    },
  }
}
