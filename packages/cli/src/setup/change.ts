import type { GraphRequest } from '../graph/graph.ts'
import type { Undo } from './record.ts'

/** One change to the tenant, not made yet. */
export interface Change {
  /** What it is about, such as `API orders, optional claims`. */
  readonly title: string
  /** What comes (`+`), goes (`-`) or stays (a space), a line each. */
  readonly difference: readonly string[]
  readonly request: GraphRequest
  /** What the request needs. */
  readonly permission: string
  /** How it is taken back, once it is known what it made. */
  undo(created: { id?: string | undefined }): Undo
}

/** All that a command would change. */
export interface Plan {
  readonly changes: readonly Change[]
  /** What is worth knowing besides. */
  readonly notes: readonly string[]
}
