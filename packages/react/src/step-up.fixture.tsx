/// <reference types="vite/types/importMeta.d.ts" />
import { version } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { useChallenge } from './index.ts'

/** An application's own dialog at its simplest. */
export function StepUp() {
  const question = useChallenge()
  if (!question) return <p>nothing is asked</p>
  return (
    <div role="alertdialog" aria-label={question.reason}>
      <button type="button" onClick={question.proceed}>
        Go on
      </button>
      <button type="button" onClick={question.cancel}>
        Not now
      </button>
    </div>
  )
}

/** React says on the console what is wrong with an application: nothing is, unless the test says so. */
export function watchComplaints() {
  const major: string = import.meta.env.REACT ?? '19'
  it(`runs on React ${major}`, () => expect(version.split('.')[0]).toBe(major))
  const complaints = vi.spyOn(console, 'error')
  afterEach(() => {
    expect(complaints.mock.calls).toEqual([])
    complaints.mockClear()
  })
  return complaints
}
