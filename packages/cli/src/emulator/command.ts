import { Command } from 'commander'

/** What `caefetch-emulator` does, under the one name; its arguments are its own. */
export const emulatorCommand = (): Command =>
  new Command('emulator')
    .summary('a local Microsoft Entra, with CAE, policies and Graph')
    .usage('[options]')
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .argument('[options...]')
    .action(async (args: string[]) => {
      const { run } = await import('@caefetch/emulator/command')
      await run(args)
    })
