import { ConfigurationError } from '@caefetch/core'
import type * as z from 'zod'

/**
 * Checks options once and fills in the defaults.
 *
 * @throws {@link ConfigurationError} that names each option that is wrong, and how it is right.
 */
export function readOptions<Options>(
  schema: z.ZodType<Options>,
  options: unknown,
  where: string,
): Options {
  const result = schema.safeParse(options)
  if (result.success) return result.data
  const problems = result.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  )
  throw new ConfigurationError(`${where}: ${problems.join('; ')}`)
}
