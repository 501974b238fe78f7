import { Command } from 'commander'
import { type TenantOptions, tenantHelp, withTenant } from '../tenant/options.ts'

export interface SetupOptions extends TenantOptions {
  readonly apply?: boolean
  readonly yes?: boolean
  readonly record: string
}

const defaultRecordFile = 'caefetch-setup.json'

/** A command that plans changes, and makes them when told to. */
export const setupCommand = (name: string, summary: string, description: string): Command =>
  withTenant(new Command(name).summary(summary).description(description))
    .option('--apply', 'change the tenant; without it, only show what would change')
    .option('-y, --yes', 'do not ask before changing')
    .option('--record <file>', 'what was changed, for undo', defaultRecordFile)
    .addHelpText('after', tenantHelp)

/** Collects an option that may be given several times, or with commas. */
export const collect = (value: string, previous: readonly string[] = []): string[] => [
  ...previous,
  ...value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
]
