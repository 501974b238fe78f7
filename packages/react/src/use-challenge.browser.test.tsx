import { Suspense, startTransition, useState } from 'react'
import { describe, expect, it } from 'vitest'
import { button, createData, needed, scene, shows } from './page.fixture.tsx'
import { StepUp, watchComplaints } from './step-up.fixture.tsx'

const complaints = watchComplaints()

describe('the application’s own dialog', () => {
  it('shows what waits, and answers it', async () => {
    const { challenge, mount, fallback } = scene()
    mount(<StepUp />)
    await shows('nothing is asked')
    const answers = [challenge(needed)]
    await shows('Go on')
    button('Go on').click()
    expect(await answers[0]).toBe(true)
    await shows('nothing is asked')
    answers.push(challenge({ reason: 'blocked' }))
    await expect.poll(() => document.querySelector('[aria-label=blocked]')).not.toBeNull()
    button('Not now').click()
    expect(await answers[1]).toBe(false)
    expect(fallback).not.toHaveBeenCalled()
  })

  it('answers in the click itself, before a timer or a message could', async () => {
    const { challenge, mount } = scene()
    mount(<StepUp />)
    await shows('nothing is asked')
    const order: string[] = []
    const answer = challenge(needed).then(() => order.push('answer'))
    await shows('Go on')
    const { port1, port2 } = new MessageChannel()
    const messaged = new Promise<void>((resolve) => {
      port1.onmessage = () => {
        order.push('message')
        resolve()
      }
    })
    button('Go on').click()
    port2.postMessage('')
    await Promise.all([answer, messaged])
    expect(order).toEqual(['answer', 'message'])
  })

  it('is shown while a transition waits for the call that is asked about', async () => {
    const { challenge, mount, fallback } = scene()
    const data = createData(async () => `orders ${await challenge(needed)}`)
    let show = () => {}
    function Page() {
      const [isShown, setShown] = useState(false)
      show = () => startTransition(() => setShown(true))
      return <p>{isShown ? data.read() : 'no orders yet'}</p>
    }
    mount(
      <>
        <StepUp />
        <Suspense fallback="loading">
          <Page />
        </Suspense>
      </>,
    )
    await shows('no orders yet')
    show()
    await shows('Go on')
    button('Go on').click()
    await shows('orders true')
    expect(fallback).not.toHaveBeenCalled()
  })
})

describe('the built-in dialog takes over', () => {
  it('where the component is unmounted while it asks', async () => {
    const { challenge, mount, fallback, answerFallback, inTree } = scene()
    const page = mount(<StepUp />)
    await shows('nothing is asked')
    const answer = challenge(needed)
    await shows('Go on')
    page.render(inTree(<p>another page</p>))
    await expect.poll(() => fallback.mock.calls).toEqual([[needed]])
    answerFallback(true)
    expect(await answer).toBe(true)
  })

  it('where it stands behind the boundary that waits for its call, from the start', async () => {
    const { challenge, mount, fallback, answerFallback } = scene()
    const data = createData(async () => `orders ${await challenge(needed)}`)
    const Orders = () => <p>{data.read()}</p>
    mount(
      <Suspense fallback="loading">
        <StepUp />
        <Orders />
      </Suspense>,
    )
    await shows('loading')
    await expect.poll(() => fallback.mock.calls.length).toBe(1)
    answerFallback(true)
    await shows('orders true')
    await shows('nothing is asked')
  })

  it('where that boundary hides it again, before or while it asks', async () => {
    const { challenge, mount, fallback, answerFallback } = scene()
    let ask = async (): Promise<unknown> => 'known'
    const data = createData(() => ask())
    let reload = () => {}
    function Orders() {
      const [, setCount] = useState(0)
      reload = () => {
        data.drop()
        setCount((count) => count + 1)
      }
      return <p>orders {data.read()}</p>
    }
    mount(
      <Suspense fallback="loading">
        <StepUp />
        <Orders />
      </Suspense>,
    )
    await shows('orders known')
    ask = () => challenge(needed)
    reload()
    await expect.poll(() => fallback.mock.calls.length).toBe(1)
    answerFallback(true)
    await shows('orders true')

    // It is shown when something else hides it.
    const answer = challenge(needed)
    await shows('Go on')
    ask = () => answer
    reload()
    await expect.poll(() => fallback.mock.calls.length).toBe(2)
    answerFallback(false)
    await shows('orders false')
  })

  it('where another challenge is given, and its component shows that one', async () => {
    const { mount, challenge, fallback, inTree, answerFallback } = scene()
    const other = scene()
    const page = mount(<StepUp />)
    await shows('nothing is asked')
    const answer = challenge(needed)
    await shows('Go on')
    page.render(other.inTree(<StepUp />))
    await expect.poll(() => fallback.mock.calls.length).toBe(1)
    answerFallback(false)
    expect(await answer).toBe(false)
    const answerOfOther = other.challenge(needed)
    await shows('Go on')
    button('Not now').click()
    expect(await answerOfOther).toBe(false)
    page.render(inTree(<StepUp />))
    expect(other.fallback).not.toHaveBeenCalled()
  })

  it('and not because React mounts twice, or moves the component', async () => {
    const { challenge, mount, fallback, inTree } = scene()
    const page = mount(<StepUp key="1" />)
    await shows('nothing is asked')
    const answer = challenge(needed)
    await shows('Go on')
    page.render(inTree(<StepUp key="2" />))
    await new Promise((resolve) => setTimeout(resolve))
    await shows('Go on')
    button('Go on').click()
    expect(await answer).toBe(true)
    expect(fallback).not.toHaveBeenCalled()
    expect(complaints).not.toHaveBeenCalled()
  })
})
