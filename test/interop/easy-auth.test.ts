import { createGuard } from '@caefetch/resource'
import { expect, it } from 'vitest'
import { easyAuthClaims } from './recipes/easy-auth.ts'

const tenantId = '11111111-1111-4111-8111-111111111111'
const schemas = 'http://schemas.microsoft.com/identity/claims/'
const claims = [
  { typ: 'aud', val: 'api://orders' },
  { typ: 'iat', val: '1772366400' },
  { typ: 'exp', val: '1772370000' },
  { typ: `${schemas}tenantid`, val: tenantId },
  { typ: `${schemas}objectidentifier`, val: '22222222-2222-4222-8222-222222222222' },
  { typ: `${schemas}scope`, val: 'orders.read' },
  { typ: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role', val: 'A' },
  { typ: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role', val: 'B' },
  { typ: 'xms_cc', val: 'CP1' },
]
const principal = Buffer.from(JSON.stringify({ auth_typ: 'aad', claims })).toString('base64')

it('the claims of App Service are those of the token, and the guard decides by them', async () => {
  const read = easyAuthClaims({ headers: { 'x-ms-client-principal': principal } })
  if (!read) throw new Error('There is a principal.')
  const guard = createGuard({ tenantId, audience: 'api://orders' })
  const verdict = await guard.authorize(read, { scopes: 'orders.read' })
  expect(verdict).toMatchObject({
    ok: true,
    caller: {
      tenantId,
      objectId: '22222222-2222-4222-8222-222222222222',
      scopes: ['orders.read'],
      roles: ['A', 'B'],
      isCapable: true,
    },
  })
  const stepUp = await guard.authorize(read, { authContext: 'c1' })
  expect(stepUp.ok || stepUp.response.status).toBe(401)
})

it('without the header there are no claims, and the guard looks at the token', () => {
  expect(easyAuthClaims({ headers: {} })).toBeUndefined()
})
