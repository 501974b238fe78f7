import { readFile } from 'node:fs/promises'
import { ConfigurationError } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import { readPlan } from './read-plan.ts'
import { createDirectory } from './tenant/directory.ts'

describe('options', () => {
  it('are what the README’s tenant.json says, word for word', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
    const [, json = ''] = /```json\n(.*?)```/s.exec(readme) ?? []
    const plan = readPlan(JSON.parse(json))
    expect(createDirectory(plan).resource('api://invoices')).toBeDefined()
    expect(Object.keys(plan.users)).toEqual(['ada@contoso.test', 'bob@contoso.test'])
  })

  it('everything has a default', () => {
    const plan = readPlan()
    expect(Object.keys(plan.users)).toEqual(['mfa-user@contoso.test', 'plain-user@contoso.test'])
    expect(Object.keys(plan.apps)).toEqual(
      expect.arrayContaining(['spa', 'daemon', 'cli', 'web-api', 'orders']),
    )
    expect(plan.apps.daemon).toMatchObject({ platform: 'web', consent: 'admin', keys: [] })
    expect(plan).toMatchObject({ port: 0, propagationDelay: 0, tenant: { domain: 'contoso.test' } })
  })

  it.each([
    [{ prot: 1 }, /prot/],
    [{ port: 70_000 }, /port: /],
    [{ users: { mia: {} } }, /users\.mia: /],
    [{ apps: { spa: { redirectUris: ['nowhere'] } } }, /apps\.spa\.redirectUris\.0: /],
    [{ apps: { api: { resource: { uri: 'orders' } } } }, /apps\.api\.resource\.uri: /],
    [{ apps: { api: { keys: ['secret'] } } }, /apps\.api\.keys\.0: must be a public key/],
    [{ policies: [{ name: 'x', grant: ['magic'] }] }, /policies\.0\.grant/],
    [{ propagationDelay: '15 minutes' }, /propagationDelay: must be a duration/],
    [{ clock: 'noon' }, /clock: /],
    [{ https: true, port: false }, /https: needs a port/],
  ])('%j is refused by name', (options, message) => {
    expect(() => readPlan(options as never)).toThrow(message)
    expect(() => readPlan(options as never)).toThrow(ConfigurationError)
  })

  it('options are left as they were', () => {
    const options = Object.freeze({ apps: Object.freeze({ mine: Object.freeze({}) }) })
    expect(Object.keys(readPlan(options).apps)).toEqual(['mine'])
  })
})
