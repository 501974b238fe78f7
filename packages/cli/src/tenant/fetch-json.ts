import { CommandError } from '../command-error.ts'

/** How long anything may take that asks no person. */
const patience = 30_000

/** A signal that also ends what takes too long. */
export const bounded = (signal: AbortSignal): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(patience)])

/** Fetches public JSON; `refused` makes the error of an answer that is none. */
export async function fetchJson(
  url: string,
  signal: AbortSignal,
  refused: () => CommandError,
): Promise<unknown> {
  const response = await fetch(url, { signal: bounded(signal) }).catch((error: unknown) => {
    throw signal.aborted ? error : unreachable(url, error)
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw response.status < 500
      ? refused()
      : new CommandError('unreachable', `${new URL(url).origin} answers ${response.status}.`)
  }
  return response.json().catch(() => {
    throw refused()
  })
}

/** Why an address gives no answer, in one line. */
export function unreachable(url: string, error: unknown): CommandError {
  const { name, cause } = error as Error
  const reason = name === 'TimeoutError' ? 'within 30 seconds' : `(${reasonOf(cause)})`
  const message = `${new URL(url).origin}: nobody answers ${reason}; look at address, network and proxy.`
  return new CommandError('unreachable', message, { cause: error })
}

function reasonOf(cause: unknown): string {
  const { code, message } = Object(cause)
  return String(code ?? message ?? 'fetch failed').slice(0, 80)
}
