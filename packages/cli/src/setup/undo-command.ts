import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { type SetupOptions, setupCommand } from './options.ts'

export const undoCommand = (context: Context): Command =>
  setupCommand(
    'undo',
    'take back what setup has changed',
    'Takes back what the record says was changed, newest first. What others have changed since stays as they have it.',
  ).action(async (options: SetupOptions) => {
    const { undoSetup } = await import('./take-back.ts')
    await undoSetup(options, context)
  })
