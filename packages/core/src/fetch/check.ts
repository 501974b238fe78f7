import { ConfigurationError } from '../errors.ts'

/** @throws {@link ConfigurationError} that names the option, and says what came. */
export function checkFunction(option: string, value: unknown): void {
  if (typeof value === 'function') return
  throw new ConfigurationError(`${option} must be a function. Got ${typeof value}.`)
}

/** @throws {@link ConfigurationError} that names the option, and says what came. */
export function checkNumber(option: string, value: unknown, least: number): void {
  if (typeof value === 'number' && value >= least) return
  const got = typeof value === 'number' ? value : typeof value
  throw new ConfigurationError(`${option} must be ${least} or more. Got ${got}.`)
}
