import { authContext, encodeClaims } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import { readPlan } from '../read-plan.ts'
import { createDirectory } from '../tenant/directory.ts'
import { describeAnswer } from './describe-answer.ts'

const directory = createDirectory(readPlan())
const request = (authorization: string) =>
  new Request('https://orders.test/orders?secret=x', { headers: { authorization } })
const token = (payload: object) =>
  ['{}', JSON.stringify(payload), 's']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')

describe('describe answer', () => {
  it('names who called, as far as the directory knows them', () => {
    const [user] = directory.users
    const azp = directory.app('spa')?.clientId
    const bearer = request(`Bearer ${token({ azp, oid: user?.id, name: '<b>' })}`)
    expect(describeAnswer(directory, bearer, new Response())).toEqual({
      method: 'GET',
      path: '/orders',
      status: 200,
      client: 'spa',
      user: user?.upn,
      token: { azp, oid: user?.id, name: '<b>' },
    })
  })

  it.each(['', 'Bearer', 'Bearer x.y.z', 'Basic abc', `Bearer ${token({ azp: {}, oid: 1 })}`])(
    'whoever comes with "%s" is nobody',
    (authorization) => {
      const { token: _, ...answer } = describeAnswer(
        directory,
        request(authorization),
        new Response(),
      )
      expect(answer).toEqual({ method: 'GET', path: '/orders', status: 200 })
    },
  )

  it('says what the API asks for', () => {
    const claims = authContext('c1')
    const value = `Bearer error="insufficient_claims", claims="${encodeClaims(claims)}"`
    const response = new Response(null, { status: 401, headers: { 'www-authenticate': value } })
    expect(describeAnswer(directory, request(''), response)).toMatchObject({
      status: 401,
      error: 'insufficient_claims',
      claims,
    })
  })
})
