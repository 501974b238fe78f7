import { describe, expect, it } from 'vitest'
import { helpText, readArguments } from './arguments.ts'

describe('arguments', () => {
  it('without arguments everything is at its default', () => {
    expect(readArguments([])).toEqual({
      help: false,
      version: false,
      https: false,
      port: undefined,
      config: undefined,
    })
  })

  it('reads every option', () => {
    expect(readArguments(['--port', '0', '--config=a.json', '--https'])).toMatchObject({
      port: 0,
      config: 'a.json',
      https: true,
    })
    expect(readArguments(['-h'])).toMatchObject({ help: true })
    expect(readArguments(['-v'])).toMatchObject({ version: true })
  })

  it('the help names every option', () => {
    for (const option of ['--port', '--config', '--https', '--help', '--version']) {
      expect(helpText).toContain(`  ${option}`)
    }
  })

  it.each([
    ['--port', 'x'],
    ['--port', '65536'],
    ['--port', '1.5'],
    ['--port=-1'],
    ['--port='],
    ['--port'],
    ['--prot', '1'],
    ['--https=yes'],
    ['--config='],
    ['tenant.json'],
  ])('%s %s is refused in one line that names it', (...args) => {
    const name = args[0]?.split('=')[0] ?? ''
    try {
      readArguments(args)
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ name: 'CommandError', exitCode: 2 })
      expect(String(error)).toContain(name)
      expect(String(error)).not.toContain('\n')
    }
  })
})
