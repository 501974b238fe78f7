export { hasChallenge } from './challenge.ts'
export { createCaeKy } from './create-cae-ky.ts'
export type { CaeKy, CaeKyCall, CaeKyOptions } from './options.ts'
