import { CommandError } from '../command-error.ts'

/** What the command ends with after Ctrl-C. */
export const interruption = (): CommandError => new CommandError('interrupted', 'Stopped.')
