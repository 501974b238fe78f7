'use client'

export {
  type Challenge,
  type ChallengeOptions,
  createChallenge,
  type WaitingChallenge,
} from './challenge.ts'
export { CaeProvider, type CaeProviderProps } from './provider.ts'
export { useCaeFetch } from './use-cae-fetch.ts'
export { useChallenge } from './use-challenge.ts'
export { usePendingAfterRedirect } from './use-pending-after-redirect.ts'
