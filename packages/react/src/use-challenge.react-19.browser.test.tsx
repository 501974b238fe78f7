import { Activity } from 'react'
import { expect, it } from 'vitest'
import { button, needed, scene, shows } from './page.fixture.tsx'
import { StepUp, watchComplaints } from './step-up.fixture.tsx'

watchComplaints()

it('leaves to the built-in dialog what is hidden with an <Activity>, until it is seen again', async () => {
  const { challenge, mount, fallback, answerFallback, inTree } = scene()
  const inActivity = (mode: 'visible' | 'hidden') => (
    <Activity mode={mode}>
      <StepUp />
    </Activity>
  )
  const page = mount(inActivity('visible'))
  await shows('nothing is asked')
  const answers = [challenge(needed)]
  await shows('Go on')
  page.render(inTree(inActivity('hidden')))
  await expect.poll(() => fallback.mock.calls.length).toBe(1)
  answerFallback(true)
  expect(await answers[0]).toBe(true)

  page.render(inTree(inActivity('visible')))
  await expect.poll(() => document.querySelector('p')?.checkVisibility()).toBe(true)
  answers.push(challenge(needed))
  await shows('Go on')
  button('Go on').click()
  expect(await answers[1]).toBe(true)
  expect(fallback).toHaveBeenCalledTimes(1)
})
