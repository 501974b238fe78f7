import { describe, expect, it } from 'vitest'
import { readPlan } from '../read-plan.ts'
import { createDirectory } from '../tenant/directory.ts'
import { formatScope, readScope } from './scope.ts'

const directory = createDirectory(readPlan())
const ordersId = directory.resource('api://orders')?.clientId

describe('scope', () => {
  it.each([
    [
      'api://orders/orders.read api://orders/orders.write openid',
      'orders',
      ['orders.read', 'orders.write'],
    ],
    ['api://orders/.default', 'orders', []],
    ['API://Orders//.default', 'orders', []],
    [`${ordersId}/orders.read`, 'orders', ['orders.read']],
    ['User.Read', 'Microsoft Graph', ['User.Read']],
    ['https://graph.microsoft.com/User.Read', 'Microsoft Graph', ['User.Read']],
    ['openid profile', 'Microsoft Graph', []],
  ])('%s', (text, appName, permissions) => {
    expect(readScope(text, directory)).toMatchObject({ resource: { appName }, permissions })
  })

  it.each([
    ['api://nothing/.default', /AADSTS500011/],
    ['api://orders/orders.read User.Read', /AADSTS28000/],
    ['api://orders/orders.burn', /AADSTS650053/],
    ['/x', /AADSTS70011/],
    ['api://orders/', /AADSTS70011/],
  ])('%s is refused', (text, error) => {
    expect(() => readScope(text, directory)).toThrow(error)
  })

  it('is written back as clients look it up', () => {
    const scope = readScope('api://orders/.default openid offline_access', directory)
    expect(formatScope(scope, ['orders.read'])).toBe(
      'api://orders/orders.read api://orders/.default openid offline_access',
    )
    expect(formatScope(readScope('User.Read', directory), ['User.Read'])).toBe('User.Read')
    const signIn = readScope('openid profile', directory)
    expect(formatScope(signIn, ['openid', 'profile'])).toBe('openid profile')
  })
})
