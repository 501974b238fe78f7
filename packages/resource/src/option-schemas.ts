import * as z from 'zod'

/** Options that several functions take. */

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** A URL that keys and events may come from: https, or this machine. */
export const safeUrl: z.ZodType<string> = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.test(url.hostname))
}, 'must be an https URL; http only for this machine')

export const names: z.ZodType<readonly string[]> = z.union(
  [
    z
      .string()
      .min(1)
      .transform((name) => [name]),
    z.array(z.string().min(1)).min(1).readonly(),
  ],
  'must be a text that is not empty, or a list of such',
)

/** Algorithms with a public key: with any other, whoever can verify could sign. */
export const algorithms: z.ZodType<readonly string[]> = z
  .array(z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA']))
  .min(1)
  .readonly()

export const seconds: z.ZodType<number> = z.number('must be a number of seconds').min(0)

export const aFunction = <F>(): z.ZodType<F> =>
  z.custom<F>((value) => typeof value === 'function', 'must be a function')
