/** A sentence about every run, and what in a run's ledger speaks against it. */
export interface Invariant<Ledger> {
  name: string
  violations(ledger: Ledger): string[]
}
