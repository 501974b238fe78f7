import type { Invariant } from '../../invariant.ts'
import type { Ledger } from '../ledger.ts'

export type FleetInvariant = Invariant<Ledger>

/** Whether nothing has gone wrong. */
export const isCalm = ({ faults }: Ledger): boolean => faults.length === 0
