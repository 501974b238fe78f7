import { Command } from 'commander'
import type { Context } from '../context.ts'
import { collect } from '../setup/options.ts'
import { tenantHelp, url, withTenant } from '../tenant/options.ts'
import type { DoctorOptions } from './options.ts'

const help = `
Without --client-id nobody signs in. With it and --scope a token is got and
looked at; with --app the tenant is read through Microsoft Graph. Nothing is
changed.
${tenantHelp}`

export const doctorCommand = (context: Context): Command =>
  withTenant(
    new Command('doctor')
      .summary('find what is wrong between an app, an API and a tenant')
      .description(
        'Looks at an API, a token for it and its tenant, says what keeps claims challenges from working, and what mends it.',
      ),
  )
    .addOption(url('--api <url>', 'an address of the API that answers GET'))
    .addOption(url('--origin <url>', 'the page that calls it: checks CORS'))
    .addOption(url('--redirect-uri <url>', 'where users come back to: checks the bridge page'))
    .option('--scope <names>', 'scopes of a token for the API, with commas', collect)
    .option('--app <app>', 'client id or application ID URI of the API: reads the tenant')
    .addHelpText('after', help)
    .action(async (options: DoctorOptions) => {
      const { examine } = await import('./examine.ts')
      await examine(options, context)
    })
