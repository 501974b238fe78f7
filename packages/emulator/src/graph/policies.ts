import * as z from 'zod'
import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { AuthContexts } from '../policy/auth-contexts.ts'
import type { Policies } from '../policy/policies.ts'
import type { Policy } from '../policy/policy.ts'
import type { Directory } from '../tenant/directory.ts'
import type { Edition } from '../tenant/model.ts'
import { type Entity, toCollection, toEntity } from './collection.ts'
import {
  contextOf,
  findOr404,
  type GraphContext,
  type GraphRoutes,
  idOf,
  need,
  readBody,
} from './context.ts'
import { fromPolicy } from './from-policy.ts'
import { refuseGraph } from './graph-error.ts'
import { addNamedLocations, type NamedLocations } from './named-locations.ts'
import type { SecurityDefaults } from './organization.ts'
import { type PolicyBody, policyBody } from './policy-body.ts'
import { toPolicy } from './to-policy.ts'

interface PolicyParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly directory: Directory
  readonly policies: Policies
  readonly authContexts: AuthContexts
  readonly edition: Edition
  readonly securityDefaults: SecurityDefaults
}

/** What came through Graph, with what the emulator has no use for. */
interface StoredPolicy {
  readonly body: PolicyBody
  readonly createdDateTime: string
  readonly modifiedDateTime: string | null
}

const path = '/:version/identity/conditionalAccess/policies'
const read = [
  ['Policy.Read.All', 'Policy.Read.ConditionalAccess', 'Policy.ReadWrite.ConditionalAccess'],
]
const write = [
  ['Policy.Read.All', 'Policy.Read.ConditionalAccess'],
  ['Policy.ReadWrite.ConditionalAccess'],
  ['Application.Read.All', 'Application.ReadWrite.All'],
]

/** @see [Conditional Access API](https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy) */
export function addPolicies(app: GraphRoutes, parts: PolicyParts): void {
  const { clock, ids, directory, policies, authContexts, edition, securityDefaults } = parts
  const stored = new Map<string, StoredPolicy>()
  const locations: NamedLocations = new Map()
  const now = (): string => new Date(clock.now()).toISOString()
  const context = (c: GraphContext): string => contextOf(c, 'identity/conditionalAccess/policies')

  const find = (c: GraphContext): Policy => {
    const id = idOf(c)
    return findOr404(
      id,
      policies.list().find((policy) => policy.id === id),
    )
  }

  function show(policy: Policy): Entity {
    const { id, enabled } = policy
    const { body = fromPolicy(policy, directory), ...times } = stored.get(id) ?? {}
    // It may have been switched elsewhere.
    const state = enabled ? 'enabled' : body.state === 'enabled' ? 'disabled' : body.state
    return {
      createdDateTime: null,
      modifiedDateTime: null,
      templateId: null,
      ...times,
      ...body,
      id,
      state,
    }
  }

  function store(id: string, body: PolicyBody, createdDateTime: string | null): void {
    const unknown = body.conditions.applications.includeAuthenticationContextClassReferences.find(
      (context) => !authContexts.get(context),
    )
    if (unknown !== undefined) {
      throw refuseGraph.badPolicy(
        `The authentication context ${unknown.slice(0, 20)} does not exist.`,
      )
    }
    const before = policies.list().find((policy) => policy.id === id)
    const isTaken = policies.list().some((each) => each.name === body.displayName && each.id !== id)
    // The emulator goes by names, and Graph lets two policies have the same one.
    const name = isTaken ? `${body.displayName} (${id.slice(0, 8)})` : body.displayName
    const policy = toPolicy(id, name, body, { directory, locations })
    if (before) policies.remove(id)
    policies.add(policy)
    stored.set(id, {
      body,
      createdDateTime: createdDateTime ?? now(),
      modifiedDateTime: createdDateTime === null ? null : now(),
    })
  }

  function needLicence(): void {
    if (edition === 'free') throw refuseGraph.notLicensed('P1')
  }

  app.get(path, (c) => {
    need(c, ...read)
    const items = policies.list().map(show)
    return c.json(toCollection(items, new URL(c.req.url), context(c)))
  })
  app.get(`${path}/:id`, (c) => {
    need(c, ...read)
    return c.json(toEntity(show(find(c)), new URL(c.req.url), context(c)))
  })
  app.post(path, async (c) => {
    need(c, ...write)
    needLicence()
    const body = await readBody(c, policyBody, 'conditionalAccessPolicy')
    if (securityDefaults.isEnabled && body.state === 'enabled') throw excluded()
    const id = ids.guid()
    store(id, body, null)
    const created = findOr404(
      id,
      policies.list().find((policy) => policy.id === id),
    )
    return c.json(toEntity(show(created), new URL(c.req.url), context(c)), 201)
  })
  app.patch(`${path}/:id`, async (c) => {
    need(c, ...write)
    needLicence()
    const policy = find(c)
    const changes = await readBody(c, z.looseObject({}), 'conditionalAccessPolicy')
    const { id: _, createdDateTime, modifiedDateTime, templateId, ...before } = show(policy)
    const result = policyBody.safeParse(mergeDeep(before, changes))
    if (!result.success) throw refuseGraph.badPolicy(z.prettifyError(result.error))
    if (securityDefaults.isEnabled && result.data.state === 'enabled') throw excluded()
    store(policy.id, result.data, typeof createdDateTime === 'string' ? createdDateTime : now())
    return c.body(null, 204)
  })
  app.delete(`${path}/:id`, (c) => {
    need(c, ...write)
    const { id } = find(c)
    policies.remove(id)
    stored.delete(id)
    return c.body(null, 204)
  })

  addNamedLocations(app, {
    clock,
    ids,
    locations,
    isUsed: (id) => [...stored.values()].some(({ body }) => namesLocation(body, id)),
    changed() {
      for (const [id, { body, createdDateTime }] of stored) store(id, body, createdDateTime)
    },
  })
}

const excluded = () =>
  refuseGraph.badPolicy(
    '1129: Security Defaults is enabled in the tenant. You must disable Security defaults before enabling a Conditional Access policy.',
  )

function namesLocation({ conditions: { locations } }: PolicyBody, id: string): boolean {
  return [...(locations?.includeLocations ?? []), ...(locations?.excludeLocations ?? [])].includes(
    id,
  )
}

/** Objects are changed member by member, and everything else is replaced, as Graph does with policies. */
function mergeDeep(before: unknown, changes: unknown): unknown {
  if (!isObject(before) || !isObject(changes)) return changes
  const merged = Object.entries(changes).map(([key, value]) => [key, mergeDeep(before[key], value)])
  return { ...before, ...Object.fromEntries(merged) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
