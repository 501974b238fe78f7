import type { Outcome, Platform } from '../suite/check.ts'

/** Somewhere the suite runs. */
export interface Runtime {
  name: string
  streams: Platform['streams']
  /** Runs the suite of a stage, and resolves with what came of it and with the version it ran in. */
  run(stage: string, platform: Platform): Promise<{ version: string; outcomes: Outcome[] }>
}
