import { ConfigurationError } from '@caefetch/core'
import type { Clock } from '../clock.ts'
import { refuse } from '../errors/catalog.ts'
import type { Ids } from '../ids.ts'
import type { Session } from '../sign-in/sessions.ts'
import type { Authority } from '../tenant/authority.ts'
import type { App } from '../tenant/model.ts'
import { deviceCodeLifetime } from './lifetimes.ts'
import { createRedeemables } from './redeemables.ts'

/** A device that waits for a person elsewhere. */
export interface DeviceGrant {
  readonly authority: Authority
  readonly app: App
  readonly userCode: string
  readonly scope: string
  readonly claims: string | undefined
  outcome: 'pending' | 'declined' | Session
}

export interface DeviceCodes {
  issue(grant: Pick<DeviceGrant, 'authority' | 'app' | 'scope' | 'claims'>): {
    readonly deviceCode: string
    readonly userCode: string
  }
  /** The device that shows this code and still waits. */
  waiting(userCode: string): DeviceGrant | undefined
  /** Signs a user in for the device; throws a ConfigurationError when none waits with that code. */
  approve(userCode: string, session: () => Session): void
  /**
   * What a device gets once its user has signed in; throws AADSTS70016 until then, 70018, 700005,
   * 70017 or 70019.
   *
   * @see [RFC 8628 §3.4](https://www.rfc-editor.org/rfc/rfc8628#section-3.4)
   */
  redeem(deviceCode: string, client: App): DeviceGrant & { readonly session: Session }
  /** Forgets a code whose tokens were issued. */
  delete(deviceCode: string): void
}

export function createDeviceCodes(clock: Clock, ids: Ids): DeviceCodes {
  const codes = createRedeemables<DeviceGrant>(clock, ids, 'D')
  const waiting = (userCode: string): DeviceGrant | undefined =>
    codes.find((each) => each.outcome === 'pending' && each.userCode === userCode)

  return {
    issue(grant) {
      const userCode = ids.userCode()
      const device: DeviceGrant = { ...grant, userCode, outcome: 'pending' }
      return { deviceCode: codes.add(device, deviceCodeLifetime * 1000), userCode }
    },
    waiting,
    approve(userCode, session) {
      const device = waiting(userCode)
      if (!device) throw new ConfigurationError('no device waits for that code')
      device.outcome = session()
    },
    redeem(deviceCode, client) {
      const entry = codes.get(deviceCode)
      if (!entry) throw refuse.deviceUnknown()
      const { app, outcome } = entry.value
      if (app !== client) throw refuse.otherClient()
      if (outcome === 'declined') throw refuse.deviceDeclined()
      if (entry.expired) throw refuse.deviceExpired()
      if (outcome === 'pending') throw refuse.devicePending()
      if (outcome.revokedAt !== undefined) throw refuse.deviceExpired()
      return { ...entry.value, session: outcome }
    },
    delete: (deviceCode) => codes.delete(deviceCode),
  }
}
