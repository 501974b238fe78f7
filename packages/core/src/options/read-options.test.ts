import { describe, expect, it } from 'vitest'
import { describeIssue, type OptionIssue } from './option-issue.ts'
import { type OptionsSchema, readOptions } from './read-options.ts'

/** A schema by hand, as zod makes them: it finds these issues. */
const schemaThatFinds = (
  ...issues: OptionIssue[]
): OptionsSchema<never> & { def: Record<string, unknown> } => ({
  safeParse: () => ({ success: false, error: { issues } }),
  def: {
    in: {
      def: {
        shape: {
          scopes: {},
          location: { def: { innerType: { def: { shape: { networks: {} } } } } },
          rules: { def: { element: { def: { options: [{ def: { shape: { roles: {} } } }] } } } },
        },
      },
    },
  },
})

const messageOf = (options: unknown, issue: Partial<OptionIssue>): string => {
  const schema = schemaThatFinds({ code: 'custom', path: [], message: 'must be right', ...issue })
  try {
    return readOptions(schema, options, 'create')
  } catch (error) {
    expect(error).toMatchObject({ name: 'ConfigurationError', code: 'configuration' })
    return (error as Error).message
  }
}

const unknownKeys = (keys: string[], path: PropertyKey[] = []): Partial<OptionIssue> => ({
  code: 'unrecognized_keys',
  keys,
  path,
})

describe('readOptions', () => {
  it('gives what the schema makes of them', () => {
    const schema = { safeParse: () => ({ success: true, data: 7 }) as const }
    expect(readOptions(schema, undefined, 'create')).toBe(7)
  })

  it.each<[unknown, Partial<OptionIssue>, string]>([
    [{}, unknownKeys(['scope']), 'create: unknown key `scope`: did you mean `scopes`?'],
    [{}, unknownKeys(['x']), 'create: unknown key `x`; known are scopes, location, rules'],
    [
      {},
      unknownKeys(['a1', 'rule']),
      'create: unknown key `a1`; known are scopes, location, rules, unknown key `rule`: did you mean `rules`?',
    ],
    [
      {},
      unknownKeys(['network'], ['location']),
      'create: location: unknown key `network`: did you mean `networks`?',
    ],
    [
      {},
      unknownKeys(['role'], ['rules', 0]),
      'create: rules.0: unknown key `role`: did you mean `roles`?',
    ],
    [{}, unknownKeys(['x'], ['nowhere', 'at']), 'create: nowhere.at: unknown key `x`'],
  ])('%j: an unknown key, and the one that was meant', (options, issue, message) => {
    expect(messageOf(options, issue)).toBe(message)
  })

  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    [3, '3'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    ['', 'an empty text'],
    [[], 'an empty list'],
    [[1], 'a list'],
    [{ a: 1 }, 'an object'],
    [() => {}, 'a function'],
  ])('says that %j came', (value, kind) => {
    const path = ['a', 'b']
    expect(messageOf({ a: { b: value } }, { path })).toBe(`create: a.b: must be right; got ${kind}`)
  })

  it('repeats no text that could be a secret', () => {
    expect(messageOf({ a: 'SECRET' }, { path: ['a'] })).toBe('create: a: must be right; got a text')
  })

  it('names the values there are, and the one that was meant', () => {
    const issue = { code: 'invalid_value', path: ['a'], values: ['refuse', 'allow'] }
    const rule = 'create: a: must be one of "refuse", "allow"; got'
    expect(messageOf({ a: 'alow' }, issue)).toBe(`${rule} "alow": did you mean "allow"?`)
    expect(messageOf({ a: 3 }, issue)).toBe(`${rule} 3`)
    expect(messageOf({ a: 'x'.repeat(99) }, issue)).toBe(`${rule} "${'x'.repeat(40)}…"`)
    expect(messageOf({}, { ...issue, values: [true] })).toBe(
      'create: a: must be true; got undefined',
    )
  })

  it('says which type is expected where the schema has no words of its own', () => {
    const issue = { code: 'invalid_type', path: ['a'], message: 'Invalid input: expected x' }
    expect(messageOf({}, { ...issue, expected: 'int' })).toBe(
      'create: a: must be of type int; got undefined',
    )
    expect(messageOf({}, issue)).toBe('create: a: Invalid input: expected x; got undefined')
  })

  it('names every option that is wrong', () => {
    const issue = (name: string): OptionIssue => ({ code: 'custom', path: [name], message: 'no' })
    const read = () => readOptions(schemaThatFinds(issue('a'), issue('b')), {}, 'create')
    expect(read).toThrow('create: a: no; got undefined; b: no; got undefined')
  })

  it('reads on where a schema says nothing of its keys', () => {
    const issue = { code: 'unrecognized_keys', path: [], keys: ['x'], message: '' }
    expect(describeIssue({ code: issue.code, path: [], message: '' }, {}, [])).toBe('')
    const bare = { safeParse: () => ({ success: false, error: { issues: [issue] } }) as const }
    expect(() => readOptions(bare, {}, 'create')).toThrow(/^create: unknown key `x`$/)
  })
})
