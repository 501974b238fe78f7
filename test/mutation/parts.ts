/** A part of the house whose code is changed, and the tests that are to notice. */
export interface Part {
  name: string
  /** What is changed: globs, from the root. */
  code: string[]
  tests: string[]
}

const core = 'packages/core/src'
const resource = 'packages/resource/src'

export const parts: readonly Part[] = [
  {
    name: 'challenge',
    code: [`${core}/challenge/*.ts`],
    tests: [`${core}/{challenge,claims}/**/*.test.ts`, 'test/conformance/*.test.ts'],
  },
  {
    name: 'claims',
    code: [`${core}/claims/*.ts`],
    tests: [`${core}/{challenge,claims}/**/*.test.ts`, 'test/conformance/*.test.ts'],
  },
  { name: 'guard', code: [`${resource}/guard/*.ts`], tests: [`${resource}/guard/*.test.ts`] },
  { name: 'events', code: [`${resource}/events/*.ts`], tests: [`${resource}/events/*.test.ts`] },
  { name: 'fetch', code: [`${core}/fetch/*.ts`], tests: [`${core}/fetch/*.test.ts`] },
]
