export { nearestName } from './nearest-name.ts'
export type { OptionIssue } from './option-issue.ts'
export { type OptionsSchema, readOptions } from './read-options.ts'
