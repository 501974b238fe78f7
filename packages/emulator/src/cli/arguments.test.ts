import { expect, test } from 'vitest'
import { HELP, readArguments } from './arguments.ts'

test('without arguments everything is at its default', () => {
  expect(readArguments([])).toEqual({
    help: false,
    version: false,
    https: false,
    port: undefined,
    config: undefined,
  })
})

test('reads every option', () => {
  expect(readArguments(['--port', '0', '--config=a.json', '--https'])).toMatchObject({
    port: 0,
    config: 'a.json',
    https: true,
  })
  expect(readArguments(['-h'])).toMatchObject({ help: true })
  expect(readArguments(['-v'])).toMatchObject({ version: true })
})

test('the help names every option', () => {
  for (const option of ['--port', '--config', '--https', '--help', '--version']) {
    expect(HELP).toContain(`  ${option}`)
  }
})

test.each([
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
