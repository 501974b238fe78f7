import { describe, expect, it } from 'vitest'
import type { EmulatorOptions } from '../options.ts'
import { readPlan } from '../read-plan.ts'
import { createDirectory } from './directory.ts'

const create = (options: EmulatorOptions = {}) => createDirectory(readPlan(options))

describe('directory', () => {
  it('users, apps and resources go by name or id, in any case', () => {
    const { user, app, resource } = create()
    const mia = user('MFA-User@contoso.test')
    expect(mia).toMatchObject({ name: 'Mia Ferrari', canMfa: true })
    expect(user(mia?.id ?? '')).toBe(mia)
    expect(app(app('SPA')?.clientId ?? '')).toMatchObject({ name: 'spa' })
    expect(resource('API://Orders/')).toMatchObject({ uri: 'api://orders', appName: 'orders' })
    expect(user('nobody') ?? app('nobody') ?? resource('nobody')).toBeUndefined()
  })

  it('ids follow from names, so that they stay what they are', () => {
    expect(create().tenantId).toBe(create().tenantId)
    expect(create().app('spa')?.clientId).toBe(create().app('spa')?.clientId)
    const other = create({ tenant: { domain: 'fabrikam.test' } })
    expect(other.app('spa')?.clientId).not.toBe(create().app('spa')?.clientId)
  })

  it('Microsoft Graph is in every tenant', () => {
    const { resource } = create({ apps: { mine: {} } })
    expect(resource('https://graph.microsoft.com')?.scopes).toContain('User.Read')
  })

  const api = { resource: { uri: 'api://x', scopes: ['read'] } }
  const clientId = '11111111-1111-4111-8111-111111111111'

  it.each<[EmulatorOptions['apps'], string]>([
    [{ a: { delegated: { 'api://y': [] } } }, 'apps.a.delegated: there is no resource "api://y"'],
    [
      { api, a: { delegated: { 'api://x': ['burn'] } } },
      'apps.a.delegated: "api://x" has no "burn"',
    ],
    [
      { api, a: { application: { 'api://x': ['All'] } } },
      'apps.a.application: "api://x" has no "All"',
    ],
    [{ api, twin: api }, 'apps: two of them are api://x'],
    [{ a: { clientId }, b: { clientId } }, `apps: two of them are ${clientId}`],
  ])('%j is refused', (apps, message) => {
    expect(() => create({ apps })).toThrow(message)
  })
})
