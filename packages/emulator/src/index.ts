export type { Clock } from './clock.ts'
export type { EmulatorPage } from './console/routes.ts'
export type { Duration } from './duration.ts'
export type {
  Emulator,
  EmulatorCertificate,
  EmulatorTenant,
  Events,
  TenantChoice,
} from './emulator.ts'
export type { EndpointName, FaultOptions, Faults } from './faults.ts'
export type { Issued, Journal, JournalEntry, JournalFilter } from './journal.ts'
export type {
  ApiOptions,
  AppOptions,
  EmulatorOptions,
  GraphOptions,
  OtherTenantOptions,
  TenantOptions,
  UserOptions,
} from './options.ts'
export type { Order } from './orders-api/orders.ts'
export type { OrdersRoute, OrdersRoutes } from './orders-api/route.ts'
export {
  type OrdersApi,
  type OrdersApiOptions,
  type OrdersRequest,
  startOrdersApi,
} from './orders-api/start-orders-api.ts'
export type { Policies } from './policy/policies.ts'
export type { GrantControl, Locations, Policy, PolicyOptions } from './policy/policy.ts'
export type { CriticalEvent, EventType } from './revocation/critical-event.ts'
export type { CriticalEvents } from './revocation/critical-events.ts'
export type { Cutoff } from './revocation/cutoffs.ts'
export type { Delivery, PushOptions, PushStream } from './revocation/push.ts'
export { startEmulator } from './start-emulator.ts'
export type { Edition, Location, RiskLevel } from './tenant/model.ts'
export type { MsalConfig } from './tenant/msal-config.ts'
export { readyTenant } from './tenant/ready-tenant.ts'
export type { MintRequest } from './tokens/mint.ts'
