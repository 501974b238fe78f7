import { ConfigurationError } from '@caefetch/core'

/** How long requests are challenged. */
export interface WhenOptions {
  /**
   * - `untilSatisfied`: every request whose token is the one that was challenged first, or that has none
   * - `once`, or a number: that many requests, whatever their token
   * - `forever`: every request
   *
   * Default: `untilSatisfied`.
   */
  times?: 'untilSatisfied' | 'once' | 'forever' | number
  /**
   * Which tokens are good, instead of every token but the one that was challenged first. Only with
   * `untilSatisfied`.
   */
  isSatisfied?: (token: string, request: Request) => boolean | Promise<boolean>
}

/** Whether to challenge a request. */
export type When = (request: Request) => boolean | Promise<boolean>

export function createWhen(
  times: WhenOptions['times'] = 'untilSatisfied',
  isSatisfied?: WhenOptions['isSatisfied'],
  asker = 'challengeHandlers',
): When {
  if (isSatisfied && times !== 'untilSatisfied') {
    throw new ConfigurationError(`${asker}: isSatisfied needs times 'untilSatisfied'.`)
  }
  if (times === 'untilSatisfied') return untilSatisfied(isSatisfied ?? createIsAnother())
  if (times === 'forever') return () => true
  let left = times === 'once' ? 1 : times
  if (Number.isInteger(left) && left > 0) return () => left-- > 0
  throw new ConfigurationError(
    `${asker}: times must be 'once', 'untilSatisfied', 'forever' or a whole number from 1 on, not ${JSON.stringify(times)}.`,
  )
}

const untilSatisfied =
  (isSatisfied: NonNullable<WhenOptions['isSatisfied']>): When =>
  async (request) => {
    const token = tokenOf(request)
    return token === undefined || !(await isSatisfied(token, request))
  }

/** Whether a token is another than the first that was seen. */
function createIsAnother(): (token: string) => boolean {
  let challenged: string | undefined
  return (token) => {
    challenged ??= token
    return token !== challenged
  }
}

const tokenOf = ({ headers }: Request): string | undefined =>
  /^\S+ +(\S+)/.exec(headers.get('authorization') ?? '')?.[1]
