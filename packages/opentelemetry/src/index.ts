export { type CaeListener, createCaeListener } from './cae-listener.ts'
export { createGuardListener, type GuardListener, type GuardRefusal } from './guard-listener.ts'
export { keepContext } from './keep-context.ts'
export type { TelemetryOptions } from './options.ts'
