/** A defect to plant in a source as it is read: what stands there once, and what to put in its place. */
export interface PlantedBug {
  name: string
  /** Which tests are to notice it: those of core's pipeline if nothing is said. */
  tests?: 'core' | 'fleet' | 'tabs'
  file: string
  from: string
  to: string
}
