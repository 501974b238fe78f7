import type { PlannedCall, Principal } from './plan.ts'

/** A request to the token endpoint, as the emulator's journal has it. */
interface TokenRequestSeen {
  /** Milliseconds since the epoch. */
  at: number
  status: number
  fault?: string
  grant?: string
  user?: string
}

interface Question {
  user: Principal
  startedAt: number
  endedAt: number
  isDenied: boolean
}

/** What became of a call. */
export type Result =
  | { type: 'response'; status: number; text: string }
  | { type: 'error'; name: string; code: string; message: string }
  | { type: 'aborted' }
  | { type: 'hung' }

export interface Outcome {
  call: PlannedCall
  startedAt: number
  endedAt: number
  result: Result
}

/** What has happened, for the oracle to judge by; times in milliseconds since the epoch. */
export interface Chronicle {
  tokenRequests: TokenRequestSeen[]
  questions: Question[]
  revocations: { at: number; principal: Principal }[]
}

export const createChronicle = (): Chronicle => ({
  tokenRequests: [],
  questions: [],
  revocations: [],
})
