import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { mia, startBrowser } from '../e2e/spa.fixture.ts'
import { createRandom, pick } from '../nightly/random.ts'
import { runsOf, seed, timeFor } from '../nightly/runs.ts'

// A browser takes its time: 500 calls in a night, and a few in the gate.
const calls = Math.min(runsOf(40), 500)
const callsAtOnce = 10
const visit = await startBrowser()

interface Sent {
  tab: number
  path: string
  /** The body of an order, which no other has. */
  order?: string
}

/** A user who does what the pages ask for, or declines it. */
function createUser(random: () => number) {
  let denials = 0
  /** Presses one button of those that are there. */
  async function pressOne(page: Page): Promise<void> {
    const accept = page.getByRole('button', {
      name: new RegExp(`${mia}|^(Approve|Accept|Continue)$`),
    })
    const decline = page.getByRole('button', { name: /^(Deny|Decline|Cancel)$/ })
    const isDenial = random() < 0.25 && (await decline.count()) > 0
    const button = isDenial ? decline : accept
    if ((await button.count()) === 0) return
    if (isDenial) denials++
    await button.first().click({ timeout: 2000, noWaitAfter: true })
  }
  return {
    denials: () => denials,
    /** Looks after all windows until told to stop. */
    attend(tabs: readonly Page[], pages: () => Page[]) {
      let isOver = false
      const attending = (async () => {
        while (!isOver) {
          for (const page of pages()) {
            const isTab = tabs.includes(page)
            if (isTab && (await page.locator('.caefetch-prompt, dialog[open]').count()) === 0)
              continue
            // A window may close while it is looked at.
            await pressOne(page).catch(() => {})
          }
          await new Promise((resolve) => setTimeout(resolve, 30))
        }
      })()
      return async () => {
        isOver = true
        await attending
      }
    },
  }
}

test(
  `${calls} calls from five tabs, the user clicking and declining, with seed ${seed}`,
  async () => {
    const random = createRandom(seed)
    const user = createUser(random)
    await using spa = await visit()
    await spa.signIn()
    const tabs = [spa.page]
    while (tabs.length < 5) tabs.push(await spa.openTab())
    const stop = user.attend(tabs, () => spa.context.pages())
    const complaints: string[] = []
    const counts: Record<string, number> = {}
    let number = 0
    let isDeclined = false

    for (let done = 0; done < calls; done += callsAtOnce) {
      if (random() < 0.6) await spa.entra.revokeSessions(mia)
      const denialsBefore = user.denials()
      const sent = Array.from({ length: callsAtOnce }, (_, index): Sent => {
        const kind = pick(random, { read: 6, order: 4 })
        const tab = index % tabs.length
        if (kind === 'read') return { tab, path: 'orders' }
        return { tab, path: 'orders', order: `order-${++number}` }
      })
      await Promise.all(
        tabs.map((tab, index) =>
          tab.evaluate(
            (own) => {
              outcomes.length = 0
              for (const { path, order } of own)
                send(path, order ? { method: 'POST', body: order } : {})
            },
            sent.filter((each) => each.tab === index),
          ),
        ),
      )
      const ended = await Promise.all(tabs.map((tab) => spa.outcomes(tab)))
      const wasDenied = user.denials() > denialsBefore
      const executions = spa.api.executions()
      for (const [index, outcomes] of ended.entries()) {
        const own = sent.filter(({ tab }) => tab === index)
        for (const [position, { order }] of own.entries()) {
          const outcome = outcomes[position]
          counts[String(outcome)] = (counts[String(outcome)] ?? 0) + 1
          const times = order === undefined ? undefined : (executions.get(order) ?? 0)
          const isServed = outcome === 200 || outcome === 201
          const isDenied = outcome === 'InteractionRequiredError' && (wasDenied || isDeclined)
          if (!isServed && !isDenied) complaints.push(`tab ${index}: ${outcome} of nobody’s doing`)
          if (times !== undefined && times !== (isServed ? 1 : 0)) {
            complaints.push(`tab ${index}: ${order} was placed ${times} times, and is ${outcome}`)
          }
        }
      }
      // What was declined is remembered for a while: calls of the rounds after it may be rejected for it.
      isDeclined = wasDenied || (isDeclined && ended.flat().includes('InteractionRequiredError'))
    }
    await stop()
    console.log(
      `${JSON.stringify(counts)}, declined ${user.denials()} times, asked ${spa.prompts()}`,
    )
    expect(complaints).toEqual([])
    expect(counts[200]).toBeGreaterThan(0)
  },
  timeFor(calls * 10),
)
