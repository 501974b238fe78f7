export function show(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (!element) throw new Error(`The page has no #${id}.`)
  return element
}

/** Runs on a click; what goes wrong is told in the log. */
export function on(id: string, run: () => Promise<unknown>): void {
  show(id).addEventListener('click', () => {
    run().catch((error) => log('app', String(error)))
  })
}

export function log(who: string, what: string): void {
  const line = document.createElement('li')
  line.className = who
  line.textContent = `${who}: ${what}`
  show('log').prepend(line)
}
