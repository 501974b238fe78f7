import { type EmulatorOptions, readyTenant } from '@caefetch/emulator'

const { orders, ...otherApps } = readyTenant.apps

/** A tenant as it is on the first day: an API that asks for no claims, no contexts, no policies. */
export const emptyTenant: EmulatorOptions = {
  apps: {
    ...otherApps,
    orders: {
      ...orders,
      resource: { ...orders?.resource, uri: 'api://orders', optionalClaims: [] },
    },
  },
  authContexts: {},
  policies: [],
}
