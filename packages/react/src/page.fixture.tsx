import type { Prompt } from '@caefetch/browser'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, expect, vi } from 'vitest'
import { CaeProvider, createChallenge } from './index.ts'

export const needed = { reason: 'needed' } as const

const mounted: (() => void)[] = []
afterEach(() => {
  for (const unmount of mounted.splice(0)) unmount()
  document.body.replaceChildren()
})

/** Renders in the page, under StrictMode, which mounts everything twice. */
export function mount(children: ReactNode) {
  const container = document.createElement('div')
  document.body.append(container)
  const root = createRoot(container)
  const render = (node: ReactNode) => root.render(<StrictMode>{node}</StrictMode>)
  const unmount = () => root.unmount()
  mounted.push(unmount)
  render(children)
  return { container, render, unmount }
}

/** A caefetch and a challenge as an application makes them, with a fallback that waits for the test. */
export function scene() {
  const answers: ((answer: boolean) => void)[] = []
  const fallback = vi.fn<Prompt>(() => new Promise((resolve) => answers.push(resolve)))
  const challenge = createChallenge({ fallback })
  const caeFetch = vi.fn(async () => new Response('ok'))
  const inTree = (children: ReactNode) => (
    <CaeProvider fetch={caeFetch} challenge={challenge}>
      {children}
    </CaeProvider>
  )
  return {
    challenge,
    caeFetch,
    fallback,
    inTree,
    /** Answers what the fallback asks. */
    answerFallback: (answer: boolean) => {
      for (const each of answers.splice(0)) each(answer)
    },
    mount: (children: ReactNode) => mount(inTree(children)),
  }
}

export const shows = (text: string) => expect.poll(() => document.body.textContent).toContain(text)

export function button(name: string): HTMLButtonElement {
  const buttons = Array.from(document.querySelectorAll('button'))
  const button = buttons.find(({ textContent }) => textContent === name)
  if (!button) throw new Error(`There is no button ${name}.`)
  return button
}

/** Data as a component suspends for it; what is loaded is kept until it is dropped. */
export function createData(load: () => Promise<unknown>) {
  let loading: Promise<void> | undefined
  let value: string | undefined
  return {
    read(): string {
      if (value !== undefined) return value
      // Nobody is asked before an API has answered: never while React renders.
      loading ??= Promise.resolve()
        .then(load)
        .then((loaded) => {
          value = String(loaded)
        })
      throw loading
    },
    drop() {
      loading = undefined
      value = undefined
    },
  }
}
