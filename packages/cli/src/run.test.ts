import { afterAll, describe, expect, it, vi } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { command, commandOnTerminal, killCommands } from './command.fixture.ts'

// Each of them starts a Node of its own.
vi.setConfig({ testTimeout: 60_000 })
afterAll(killCommands)

const commands = ['decode', 'doctor', 'setup', 'probe', 'emulator']
const leaves = [
  'decode',
  'doctor',
  'setup api',
  'setup client',
  'setup policy',
  'setup undo',
  'probe',
]

describe('the command', () => {
  it('lists what there is, and the exit codes', async () => {
    const { code, stdout, stderr } = await command(['--help']).finish()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const name of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
    expect(stdout).toContain('130  stopped by Ctrl-C')
  })

  it.each(leaves)('%s has a help that fits 80 columns, with --json', async (name) => {
    const { code, text } = await commandOnTerminal([...name.split(' '), '--help']).finish()
    expect(code).toBe(0)
    expect(text).toContain('--json')
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it("emulator is the emulator's own command", async () => {
    const { code, stdout } = await command(['emulator', '--help']).finish()
    expect(code).toBe(0)
    expect(stdout).toContain('--config <file>')
    const emulator = command(['emulator', '--port', '0'])
    await vi.waitUntil(() => emulator.output.stdout.includes('Ctrl-C stops'), { timeout: 30_000 })
    const [, url = ''] = /page +(\S+)/.exec(emulator.output.stdout) ?? []
    expect((await fetch(url)).status).toBe(200)
    emulator.kill('SIGINT')
    expect((await emulator.finish()).code).toBe(0)
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  })

  it('says its version', async () => {
    expect(await command(['--version']).finish()).toEqual({
      code: 0,
      stdout: `${packageJson.version}\n`,
      stderr: '',
    })
  })

  it.each([
    [['decod'], "unknown command 'decod' (Did you mean decode?)"],
    [['decode', '--jsno', 'x'], "unknown option '--jsno' (Did you mean --json?)"],
    [['setup'], 'Say what to do; `caefetch setup --help` lists the commands.'],
    [[], 'Say what to do; `caefetch --help` lists the commands.'],
  ])('%j is refused in one line', async (args, problem) => {
    expect(await command(args).finish()).toEqual({
      code: 2,
      stdout: '',
      stderr: `caefetch: ${problem}\n`,
    })
  })
})
