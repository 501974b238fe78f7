import * as z from 'zod'
import type { CriticalEvents } from '../revocation/critical-events.ts'
import type { Directory } from '../tenant/directory.ts'
import type { Edition, RiskLevel, User } from '../tenant/model.ts'
import { toCollection, toEntity } from './collection.ts'
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

interface RiskyUserParts {
  readonly directory: Directory
  readonly criticalEvents: CriticalEvents
  readonly edition: Edition
}

const list = z.strictObject({ userIds: z.array(z.string()).min(1).max(60) })
const write = ['IdentityRiskyUser.ReadWrite.All']

/** @see [riskyUser resource type](https://learn.microsoft.com/graph/api/resources/riskyuser) */
export function addRiskyUsers(app: GraphRoutes, parts: RiskyUserParts): void {
  const { directory, criticalEvents, edition } = parts
  const allow = (c: GraphContext, permissions: readonly string[]): void => {
    need(c, permissions)
    if (edition !== 'P2') throw refuseGraph.notLicensed('P2')
  }
  const act = (action: string, level: RiskLevel): void => {
    for (const name of [action, `microsoft.graph.${action}`]) {
      app.post(`/:version/identityProtection/riskyUsers/${name}`, async (c) => {
        allow(c, write)
        const { userIds } = await readBody(c, list, action)
        const users = userIds.map((id) => findOr404(id, directory.user(id)))
        for (const { upn } of users) await criticalEvents.setRisk(upn, level)
        return c.body(null, 204)
      })
    }
  }
  act('confirmCompromised', 'high')
  act('dismiss', 'none')
  app.get('/:version/identityProtection/riskyUsers', (c) => {
    allow(c, ['IdentityRiskyUser.Read.All', ...write])
    const risky = directory.users.filter(({ risk }) => risk !== 'none').map(toRiskyUser)
    return c.json(toCollection(risky, new URL(c.req.url), contextOf(c, 'riskyUsers')))
  })
  app.get('/:version/identityProtection/riskyUsers/:id', (c) => {
    allow(c, ['IdentityRiskyUser.Read.All', ...write])
    const user = findOr404(idOf(c), directory.user(idOf(c)))
    return c.json(toEntity(toRiskyUser(user), new URL(c.req.url), contextOf(c, 'riskyUsers')))
  })
}

function toRiskyUser({ id, upn, name, risk, deleted }: User) {
  return {
    id,
    isDeleted: deleted,
    isProcessing: false,
    riskLevel: risk,
    riskState: risk === 'none' ? 'none' : risk === 'high' ? 'confirmedCompromised' : 'atRisk',
    riskDetail: 'none',
    userDisplayName: name,
    userPrincipalName: upn,
  }
}
