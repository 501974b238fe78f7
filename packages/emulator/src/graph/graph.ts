import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import type { Clock } from '../clock.ts'
import type { FaultSource } from '../faults.ts'
import type { Ids } from '../ids.ts'
import type { Plan } from '../plan.ts'
import type { AuthContexts } from '../policy/auth-contexts.ts'
import type { Policies } from '../policy/policies.ts'
import type { EventBus } from '../revocation/bus.ts'
import type { CriticalEvents } from '../revocation/critical-events.ts'
import type { Cutoffs } from '../revocation/cutoffs.ts'
import { createOutdated } from '../revocation/outdated.ts'
import type { Authorities } from '../tenant/authorities.ts'
import type { Directory } from '../tenant/directory.ts'
import { graphUri } from '../tenant/graph-uri.ts'
import type { Edition } from '../tenant/model.ts'
import type { Keys } from '../tokens/keys.ts'
import { createAuthenticate } from './access.ts'
import { addApplications } from './applications.ts'
import { addAuthContexts } from './auth-contexts.ts'
import { answerBatch } from './batch.ts'
import type { GraphEnv } from './context.ts'
import { GraphError, graphErrorBody, printable, refuseGraph } from './graph-error.ts'
import { addOrganization } from './organization.ts'
import { addPolicies } from './policies.ts'
import { addRiskyUsers } from './risky-users.ts'
import { addServicePrincipals } from './service-principals.ts'
import { addUserInfo } from './user-info.ts'
import { addUsers } from './users.ts'

interface GraphParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly authorities: Authorities
  readonly directory: Directory
  readonly policies: Policies
  readonly authContexts: AuthContexts
  readonly cutoffs: Cutoffs
  readonly keys: Keys
  readonly bus: EventBus
  readonly criticalEvents: CriticalEvents
  readonly faults: FaultSource
  readonly options: Plan['graph']
  readonly edition: Edition
  readonly securityDefaults: boolean
}

/** The part of Microsoft Graph that administrators use to set up Continuous Access Evaluation and to try it. */
export interface Graph {
  /** What stands for `https://graph.microsoft.com`. */
  readonly url: string
  owns(request: Request): boolean
  /** Answers `undefined` where a fault cuts the connection. */
  fetch(request: Request): Promise<Response | undefined>
}

const mostBytes = 4 * 1024 * 1024
const prefix = '/graph'

/** @see [Microsoft Graph REST API v1.0](https://learn.microsoft.com/graph/api/overview) */
export function createGraph(parts: GraphParts): Graph {
  const { clock, ids, authorities, directory, keys, criticalEvents, faults, bus, options } = parts
  const { origin, realOrigin, graphUrl: url } = authorities.home
  const isMicrosoft = origin === realOrigin
  const outdated = createOutdated()
  bus.subscribe(outdated.learn)
  const authenticate = createAuthenticate({
    ...{ clock, authorities, directory, keys, outdated },
    needed: options.authContexts,
  })
  const cuts = new WeakSet<Request>()

  const app = new Hono<GraphEnv>({ getPath: (request) => pathOf(request.url, isMicrosoft) })
  app.use(
    cors({
      origin: '*',
      exposeHeaders: [
        'WWW-Authenticate',
        'request-id',
        'client-request-id',
        'Retry-After',
        'Location',
      ],
    }),
  )
  app.use(async (c, next) => {
    const requestId = ids.guid()
    const clientRequestId = c.req.header('client-request-id') ?? requestId
    c.set('requestId', requestId)
    c.set('clientRequestId', clientRequestId)
    await next()
    c.header('request-id', requestId)
    c.header('client-request-id', clientRequestId.replace(/[^\x21-\x7e]/g, '').slice(0, 64))
  })
  app.onError((thrown, c) => {
    const error =
      thrown instanceof GraphError
        ? thrown
        : new GraphError(500, 'generalException', 'An error occurred.')
    for (const [name, value] of Object.entries(error.headers)) c.header(name, value)
    const body = graphErrorBody(error, {
      date: new Date(clock.now()).toISOString().slice(0, 19),
      'request-id': c.var.requestId,
      'client-request-id': c.var.clientRequestId,
    })
    return c.json(body, error.status as 400)
  })
  app.use(
    bodyLimit({
      maxSize: mostBytes,
      onError: () => {
        throw new GraphError(413, 'RequestEntityTooLarge', 'The request is larger than 4 MB.')
      },
    }),
  )
  app.use(async (c, next) => {
    const fault = await faults.strike('graph')
    if (fault?.outcome === undefined) return next()
    if (fault.outcome === 'cut') {
      cuts.add(c.req.raw)
      return c.body(null, 502)
    }
    const { status, headers } = fault.outcome
    if (status === 200) return fault.outcome
    const wait = headers.get('retry-after')
    const code = status === 429 ? 'TooManyRequests' : 'ServiceUnavailable'
    throw new GraphError(
      status,
      code,
      'Please try again later.',
      wait ? { 'retry-after': wait } : {},
    )
  })
  app.use('/oidc/*', async (c, next) => {
    c.set('caller', await authenticate(c.req.header('authorization'), c.req.path))
    return next()
  })
  addUserInfo(app)
  app.use('/:version/*', async (c, next) => {
    const version = c.req.param('version')
    if (!/^(v1\.0|beta)$/.test(version)) {
      throw new GraphError(400, 'BadRequest', `Invalid version: ${printable(version)}.`)
    }
    const path = c.req.path.slice(version.length + 1)
    const isEnvelope = path === '/$batch'
    if (isEnvelope && options.batchChallenges === 'parts') return next()
    c.set('caller', await authenticate(c.req.header('authorization'), path))
    return next()
  })
  app.post('/:version/$batch', (c) => answerBatch(c, async (request) => app.fetch(request)))

  addUsers(app, { directory, cutoffs: parts.cutoffs, criticalEvents, createdAt: clock.now() })
  addRiskyUsers(app, parts)
  addApplications(app, directory)
  addServicePrincipals(app, directory, criticalEvents)
  addAuthContexts(app, parts.authContexts, parts.policies)
  const securityDefaults = { isEnabled: parts.securityDefaults }
  addPolicies(app, { ...parts, securityDefaults })
  addOrganization(app, { ...parts, securityDefaults })
  app.all('*', (c) => {
    throw refuseGraph.unknownSegment(c.req.path.split('/')[2] ?? '')
  })

  return {
    url,
    owns: (request) => {
      const { host, pathname } = new URL(request.url)
      return isMicrosoft ? host === new URL(graphUri).host : pathname.startsWith(`${prefix}/`)
    },
    async fetch(request) {
      const response = await app.fetch(request)
      return cuts.has(request) ? undefined : response
    },
  }
}

/** `applications(appId='…')` becomes `applications/appid:…`. */
function pathOf(url: string, isMicrosoft: boolean): string {
  const { pathname } = new URL(url)
  const path = isMicrosoft ? pathname : pathname.slice(prefix.length)
  return decodeURI(path).replace(/\(appId='([^'()/]*)'\)/i, '/appid:$1')
}
