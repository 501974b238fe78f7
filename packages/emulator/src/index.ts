export type { Clock } from './clock.ts'
export type { Duration } from './duration.ts'
export type { CriticalEvent, Events } from './events/events.ts'
export type { Issued, Journal, JournalEntry, JournalFilter } from './journal.ts'
export { formatEntry } from './journal.ts'
export type { MsalConfig } from './msal-config.ts'
export type { AppOptions, EmulatorOptions, ResourceOptions, UserOptions } from './options.ts'
export type { Order } from './orders-api/orders.ts'
export {
  type OrdersApi,
  type OrdersApiOptions,
  type OrdersRequest,
  startOrdersApi,
} from './orders-api/start-orders-api.ts'
export type { Policies } from './policy/policies.ts'
export type { GrantControl, Locations, Policy, PolicyOptions } from './policy/policy.ts'
export { readyTenant } from './ready-tenant.ts'
export { type Emulator, startEmulator } from './start-emulator.ts'
export type { MintRequest } from './tokens/mint.ts'
