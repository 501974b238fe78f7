import * as z from 'zod'
import type { Directory } from '../tenant/directory.ts'
import type { Edition } from '../tenant/model.ts'
import { type Entity, toCollection, toEntity } from './collection.ts'
import { contextOf, type GraphRoutes, need, readBody } from './context.ts'

/** Whether security defaults, which exclude policies, are on. */
export interface SecurityDefaults {
  isEnabled: boolean
}

interface OrganizationParts {
  readonly directory: Directory
  readonly edition: Edition
  readonly securityDefaults: SecurityDefaults
}

const plans: Readonly<Record<Edition, readonly string[]>> = {
  free: [],
  P1: ['41781fb2-bc02-4b7c-bd55-b576c07bb09d'],
  P2: ['41781fb2-bc02-4b7c-bd55-b576c07bb09d', 'eec0eb4f-6444-4f95-aba0-50c24d67f998'],
}

const defaultsPath = '/:version/policies/identitySecurityDefaultsEnforcementPolicy'
const defaultsChange = z.strictObject({ isEnabled: z.boolean() })

/** @see [organization resource type](https://learn.microsoft.com/graph/api/resources/organization) */
export function addOrganization(app: GraphRoutes, parts: OrganizationParts): void {
  const { directory, edition, securityDefaults } = parts
  app.get('/:version/organization', (c) => {
    need(c, ['Organization.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All', 'User.Read'])
    const items = [toOrganization(directory, edition)]
    return c.json(toCollection(items, new URL(c.req.url), contextOf(c, 'organization')))
  })
  app.get(defaultsPath, (c) => {
    need(c, ['Policy.Read.All', 'Policy.ReadWrite.SecurityDefaults'])
    const item = {
      id: '00000000-0000-0000-0000-000000000005',
      displayName: 'Security Defaults',
      description: 'Security defaults is a set of basic identity security mechanisms.',
      ...securityDefaults,
    }
    const context = contextOf(c, 'policies/identitySecurityDefaultsEnforcementPolicy')
    return c.json(toEntity(item, new URL(c.req.url), context))
  })
  app.patch(defaultsPath, async (c) => {
    need(c, ['Policy.ReadWrite.SecurityDefaults'])
    Object.assign(securityDefaults, await readBody(c, defaultsChange, 'securityDefaults'))
    return c.body(null, 204)
  })
}

function toOrganization({ tenantId, domain, tenants }: Directory, edition: Edition): Entity {
  return {
    id: tenantId,
    displayName: domain.replace(/\..*/, ''),
    tenantType: tenants[0]?.type === 'external' ? 'CIAM' : 'AAD',
    verifiedDomains: [
      { capabilities: 'Email', isDefault: true, isInitial: true, name: domain, type: 'Managed' },
    ],
    assignedPlans: plans[edition].map((servicePlanId) => ({
      capabilityStatus: 'Enabled',
      service: 'AADPremiumService',
      servicePlanId,
    })),
  }
}
