import { createGuard, createRevocations, type Guard, type Revocations } from '@caefetch/resource'
import { ourExpress, theirExpress } from './express.ts'
import { ourFastify, theirFastify } from './fastify.ts'
import { ourHono, theirHono } from './hono.ts'
import { ourPlain, theirPlain } from './plain.ts'
import { remembered, type Scene } from './scene.ts'
import { admits, type Verifier } from './verifier.ts'

/** Ours with every framework, each followed by what else there is for it. */
export async function createVerifiers(scene: Scene, manyRevoked: Revocations): Promise<Verifier[]> {
  const guard = () => guardOf(scene, createRevocations())
  return [
    ourExpress('caefetch, expressGuard', guard()),
    ourExpress('caefetch, expressGuard, 1 M revoked users', guardOf(scene, manyRevoked)),
    theirExpress(scene),
    await ourFastify('caefetch, fastifyGuard', guard()),
    await theirFastify(scene, { isCached: false }),
    await theirFastify(scene, { isCached: true }),
    ourHono('caefetch, honoGuard', guard()),
    theirHono(scene),
    ourPlain('caefetch, guard.check', guard()),
    theirPlain(scene),
  ]
}

/** @throws where one of them takes what it must not, or refuses what it must take. */
export async function checkVerifiers(scene: Scene, verifiers: readonly Verifier[]): Promise<void> {
  for (const verifier of verifiers) {
    const { name } = verifier
    for (const token of [scene.warm, ...scene.cold.slice(0, 3)]) {
      if (!(await admits(verifier, token))) throw new Error(`${name} refuses a good token.`)
    }
    if (await admits(verifier, scene.tampered)) throw new Error(`${name} takes a tampered token.`)
  }
  await checkRevoked(scene)
}

async function checkRevoked(scene: Scene): Promise<void> {
  const { tenantId: tid, leaving, leavingId: oid } = scene
  const revocations = createRevocations()
  const verifier = ourExpress('caefetch', guardOf(scene, revocations))
  if (!(await admits(verifier, leaving))) throw new Error('caefetch refuses a good token.')
  await revocations.revoke({ tid, oid })
  if (await admits(verifier, leaving)) throw new Error('caefetch takes a revoked token.')
  if (!(await admits(verifier, scene.warm))) throw new Error('caefetch has revoked another user.')
}

function guardOf(scene: Scene, revocations: Revocations): Guard {
  const { tenantId, audience, issuer, jwksUri } = scene
  return createGuard({ tenantId, audience, issuer, jwksUri, revocations, cacheSize: remembered })
}
