export type { EmulatorPage } from './admin/routes.ts'
export type { Clock } from './clock.ts'
export type { Location, RiskLevel } from './directory/model.ts'
export type { Cutoff } from './directory/revocations.ts'
export type { Duration } from './duration.ts'
export type { CriticalEvents } from './events/critical-events.ts'
export type { CriticalEvent, EventType } from './events/events.ts'
export type { Delivery, PushOptions, PushStream } from './events/push.ts'
export type { EndpointName, FaultOptions, Faults } from './faults.ts'
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
export {
  type Emulator,
  type EmulatorCertificate,
  type Events,
  startEmulator,
} from './start-emulator.ts'
export type { MintRequest } from './tokens/mint.ts'
