import { Command } from 'commander'
import type { Context } from './context.ts'
import { decodeCommand } from './decode/command.ts'
import { doctorCommand } from './doctor/command.ts'
import { emulatorCommand } from './emulator/command.ts'
import { probeCommand } from './probe/command.ts'
import { setupCommands } from './setup/command.ts'

const exitCodesHelp = `
Exit codes:
  0    done, and nothing is wrong
  1    something is wrong with what was looked at
  2    asked amiss
  3    refused by the tenant: sign-in, permission, licence
  4    nobody answers
  130  stopped by Ctrl-C

Every command has --help, and --json for programs.`

/** All commands; what is wrong with the arguments is thrown. */
export function createProgram(context: Context, version: string): Command {
  const program = new Command('caefetch')
    .description(
      'Claims challenges, Continuous Access Evaluation and step-up of Microsoft Entra: understand them, set a tenant up for them, and measure them.',
    )
    .version(version, '-v, --version', 'show the version')
    .helpOption('-h, --help', 'show this')
    .helpCommand(false)
    .addHelpText('after', exitCodesHelp)
  const ownCommands = [
    decodeCommand(context),
    doctorCommand(context),
    setupCommands(context),
    probeCommand(context),
  ]
  for (const command of ownCommands) program.addCommand(command)
  for (const command of ownCommands.flatMap(leavesOf)) {
    command.option('--json', 'print one JSON document on stdout')
  }
  program.addCommand(emulatorCommand())
  for (const command of allOf(program)) {
    command.exitOverride().configureOutput({ writeErr: () => {} })
    if (command.name() !== 'emulator') command.helpOption('-h, --help', 'show this')
  }
  return program
}

const allOf = (command: Command): Command[] => [command, ...command.commands.flatMap(allOf)]

const leavesOf = (command: Command): Command[] =>
  allOf(command).filter(({ commands }) => commands.length === 0)
