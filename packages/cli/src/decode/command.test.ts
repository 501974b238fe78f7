import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { command, commandOnTerminal, killCommands } from '../command.fixture.ts'

// Each of them starts a Node of its own.
vi.setConfig({ testTimeout: 60_000 })

const folder = await mkdtemp(join(tmpdir(), 'caefetch-decode-'))
afterAll(async () => {
  killCommands()
  await rm(folder, { recursive: true })
})

const secret = 'eyJhbGciOiJub25lIn0.eyJhdWQiOiJhcGk6Ly9vcmRlcnMifQ.c2VjcmV0'

describe('caefetch decode', () => {
  it('reads an argument, a file and stdin alike', async () => {
    const file = join(folder, 'error.txt')
    await writeFile(file, 'AADSTS50076\n')
    const results = await Promise.all([
      command(['decode', 'AADSTS50076']).finish(),
      command(['decode', '--file', file]).finish(),
      command(['decode'], { stdin: 'AADSTS50076' }).finish(),
      command(['decode', '-'], { stdin: 'AADSTS50076' }).finish(),
    ])
    const [first] = results
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toContain('Multifactor authentication is needed')
    for (const result of results) expect(result).toEqual(first)
  })

  it('prints one JSON document and no secret', async () => {
    const { code, stdout } = await command(['decode', '--json'], { stdin: secret }).finish()
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'token', details: { aud: 'api://orders' } })
    expect(stdout).not.toContain('c2VjcmV0')
  })

  it('says in one line that it does not know a text, without repeating it', async () => {
    const { code, stdout, stderr } = await command(['decode', 'hunter2hunter2']).finish()
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^caefetch: This is no .*\n$/)
    expect(stderr).not.toContain('hunter2')
  })

  it('says in JSON that it does not know a text', async () => {
    const { code, stdout, stderr } = await command(['decode', 'hello', '--json']).finish()
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'usage' } })
  })

  it('says that a file cannot be read', async () => {
    expect(await command(['decode', '--file', '/no/such']).finish()).toEqual({
      code: 2,
      stdout: '',
      stderr: 'caefetch: /no/such: cannot be read (ENOENT).\n',
    })
  })

  it('is not steered by what it shows', async () => {
    const header = 'Bearer error_description="\u009b2J\u0007x", error="invalid_token"'
    const { stdout } = await command(['decode'], { stdin: header }).finish()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there.
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  })

  it('colours a terminal and wraps to its width, and nothing else', async () => {
    const args = ['decode', 'AADSTS53003']
    const { screen, text } = await commandOnTerminal(args, { columns: 60 }).finish()
    expect(screen).toContain('\u001b[1m')
    const prose = text.split('\n').filter((line) => !line.includes('https://'))
    for (const line of prose) expect(line.length).toBeLessThanOrEqual(60)
    expect((await command(args).finish()).stdout).not.toContain('\u001b')
    const plain = await commandOnTerminal(args, { env: { NO_COLOR: '1' } }).finish()
    expect(plain.screen).not.toContain('\u001b[1m')
  })

  it('asks nobody on a terminal without a text', async () => {
    const { code, text } = await commandOnTerminal(['decode']).finish()
    expect(code).toBe(2)
    expect(text).toContain('Give a text, --file, or pipe one in')
  })
})
