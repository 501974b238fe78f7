import { describe, expect, it, vi } from 'vitest'
import { createJournal, formatEntry, type JournalEntry } from './journal.ts'

const entry = (more: Partial<JournalEntry> = {}) => ({
  time: '2026-03-01T12:00:00.000Z',
  method: 'POST',
  path: '/t/oauth2/v2.0/token',
  endpoint: 'token',
  status: 200,
  ...more,
})

describe('journal', () => {
  it('keeps entries in order, numbered, and finds them again', () => {
    const journal = createJournal()
    journal.add(entry({ client: 'daemon' }))
    journal.add(entry({ client: 'spa', user: 'mfa-user@contoso.test' }))
    journal.add(entry({ endpoint: 'keys', method: 'GET' }))
    expect([...journal].map(({ id }) => id)).toEqual([1, 2, 3])
    expect(journal.tokenRequests()).toHaveLength(2)
    expect(journal.tokenRequests({ client: 'daemon' })).toMatchObject([{ id: 1 }])
    expect(journal.entries({ endpoint: 'keys' })).toMatchObject([{ id: 3 }])
    journal.clear()
    expect(journal.entries()).toEqual([])
  })

  it('tells subscribers until they leave', () => {
    const journal = createJournal()
    const listener = vi.fn()
    const leave = journal.subscribe(listener)
    journal.add(entry())
    leave()
    journal.add(entry())
    expect(listener).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: 1 }))
  })

  it('is bounded', () => {
    const journal = createJournal()
    for (let count = 0; count < 10_001; count++) journal.add(entry())
    expect(journal.entries()).toHaveLength(10_000)
    expect(journal.entries()[0]?.id).toBe(2)
  })

  it('prints an entry on one line', () => {
    const issued = { kinds: ['access_token'], expiresIn: 3600, authContexts: ['c1'] }
    const request = { client: 'daemon', grant: 'client_credentials', scopes: ['api://x/.default'] }
    expect(
      formatEntry({
        id: 1,
        ...entry({ ...request, claims: { access_token: { nbf: null } }, issued }),
      }),
    ).toBe(
      '2026-03-01T12:00:00.000Z 200 POST token client_credentials client=daemon scopes=api://x/.default claims={"nbf":null} access_token 3600s acrs=c1',
    )
    const error = { error: 'interaction_required', code: 50076, suberror: 'basic_action' }
    expect(formatEntry({ id: 1, ...entry({ status: 400, error }) })).toBe(
      '2026-03-01T12:00:00.000Z 400 POST token AADSTS50076 interaction_required basic_action',
    )
  })
})
