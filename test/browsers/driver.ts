/** The little of a browser that the story needs. */
export interface Driver extends AsyncDisposable {
  name: string
  goto(url: string): Promise<void>
  /** The value of an expression in the page; promises are waited for. */
  evaluate(expression: string): Promise<unknown>
  /** Clicks on the element that an expression gives, as a person would; where the driver can. */
  click?(element: string): Promise<void>
  /** How many windows are open. */
  windows?(): Promise<number>
}

/** Waits until an expression is true in the page, through the pages that come and go meanwhile. */
export async function until(driver: Driver, expression: string): Promise<void> {
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline) {
    // While a page is being left there is none to ask.
    const value = await driver.evaluate(expression).catch(() => false)
    if (value === true) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const shown = await driver.evaluate('location.href + "\\n" + document.body.innerText')
  throw new Error(`${driver.name} waited in vain for ${expression}\n${shown}`)
}

/** Waits until as many windows are open. */
export async function untilWindows(driver: Driver, count: number): Promise<void> {
  const deadline = Date.now() + 20_000
  while ((await driver.windows?.()) !== count) {
    if (Date.now() > deadline) throw new Error(`${driver.name} has no ${count} windows open.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
