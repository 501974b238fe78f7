import * as z from 'zod'
import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import { isRange } from '../policy/ip-range.ts'
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
import { refuseGraph } from './graph-error.ts'

const range = z.strictObject({
  '@odata.type': z.enum(['#microsoft.graph.iPv4CidrRange', '#microsoft.graph.iPv6CidrRange']),
  cidrAddress: z.string().refine(isRange, 'must be a range in CIDR notation'),
})
const ipLocation = z.strictObject({
  '@odata.type': z.literal('#microsoft.graph.ipNamedLocation'),
  displayName: z.string().min(1),
  isTrusted: z.boolean().default(false),
  ipRanges: z.array(range).min(1),
})
const countryLocation = z.strictObject({
  '@odata.type': z.literal('#microsoft.graph.countryNamedLocation'),
  displayName: z.string().min(1),
  countriesAndRegions: z.array(z.string().length(2)).min(1),
  includeUnknownCountriesAndRegions: z.boolean().default(false),
  countryLookupMethod: z.string().default('clientIpAddress'),
})
const schema = z.union([ipLocation, countryLocation])

/** A place that policies name: ranges of addresses, or countries. */
export interface NamedLocation {
  readonly '@odata.type': string
  readonly id: string
  readonly createdDateTime: string
  readonly modifiedDateTime: string
  readonly displayName: string
  readonly isTrusted?: boolean
  readonly ipRanges?: readonly { readonly cidrAddress: string }[]
  readonly countriesAndRegions?: readonly string[]
}

/** Countries and address ranges of a place, as policies of the emulator name them. */
export function placesOf({ ipRanges = [], countriesAndRegions = [] }: NamedLocation): string[] {
  return [...ipRanges.map(({ cidrAddress }) => cidrAddress), ...countriesAndRegions]
}

export type NamedLocations = Map<string, NamedLocation>

interface NamedLocationParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly locations: NamedLocations
  /** Lets policies read anew what a place is. */
  readonly changed: () => void
  /** Whether a policy names a place. */
  readonly isUsed: (id: string) => boolean
}

const path = '/:version/identity/conditionalAccess/namedLocations'
const write = ['Policy.ReadWrite.ConditionalAccess']
const read = ['Policy.Read.All', 'Policy.Read.ConditionalAccess', ...write]

/** @see [namedLocation resource type](https://learn.microsoft.com/graph/api/resources/namedlocation) */
export function addNamedLocations(app: GraphRoutes, parts: NamedLocationParts): void {
  const { clock, ids, locations } = parts
  const context = (c: GraphContext): string =>
    contextOf(c, 'identity/conditionalAccess/namedLocations')
  const find = (c: GraphContext): NamedLocation => findOr404(idOf(c), locations.get(idOf(c)))
  const show = (c: GraphContext, item: NamedLocation): Entity =>
    toEntity(toItem(item), new URL(c.req.url), context(c))

  app.get(path, (c) => {
    need(c, read)
    return c.json(toCollection([...locations.values()].map(toItem), new URL(c.req.url), context(c)))
  })
  app.get(`${path}/:id`, (c) => {
    need(c, read)
    return c.json(show(c, find(c)))
  })
  app.post(path, async (c) => {
    need(c, write)
    const body = await readBody(c, schema, 'namedLocation')
    const now = new Date(clock.now()).toISOString()
    const location = { ...body, id: ids.guid(), createdDateTime: now, modifiedDateTime: now }
    locations.set(location.id, location)
    return c.json(show(c, location), 201)
  })
  app.patch(`${path}/:id`, async (c) => {
    need(c, write)
    const { id, createdDateTime, modifiedDateTime: _, ...before } = find(c)
    const changes = await readBody(c, z.looseObject({}), 'namedLocation')
    const result = schema.safeParse({ ...before, ...changes })
    if (!result.success) throw refuseGraph.badRequest(z.prettifyError(result.error))
    const modifiedDateTime = new Date(clock.now()).toISOString()
    locations.set(id, { ...result.data, id, createdDateTime, modifiedDateTime })
    parts.changed()
    return c.body(null, 204)
  })
  app.delete(`${path}/:id`, (c) => {
    need(c, write)
    const { id } = find(c)
    if (parts.isUsed(id))
      throw refuseGraph.badPolicy(`The named location ${id} is used by a policy.`)
    locations.delete(id)
    return c.body(null, 204)
  })
}

const toItem = (location: NamedLocation): Entity => ({ ...location })
