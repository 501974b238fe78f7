import type { CaeEvent, PipelineDiagnosticCode } from '../events.ts'
import { troubleshooting } from './troubleshooting.ts'

/** Names a failure that would otherwise be silent, once for each `about`; adapters bring a text of their own. */
export type Diagnose = (
  code: PipelineDiagnosticCode | (string & {}),
  about: string,
  text?: string,
) => void

export function createDiagnose(emit: (event: CaeEvent) => void): Diagnose {
  const told = new Set<string>()
  return (code, about, text = texts[code as PipelineDiagnosticCode]) => {
    const key = `${code} ${about}`
    // What callers name must not fill the memory.
    if (told.has(key) || told.size > 1000) return
    told.add(key)
    const message = `${[about, text].filter(Boolean).join(' ')} ${troubleshooting(code)}`
    emit({ type: 'diagnostic', code, message, at: Date.now() })
  }
}

const texts: Record<PipelineDiagnosticCode, string> = {
  client_not_capable: 'Without cp1 no challenges come: wrap the configuration in withCae().',
  challenge_hidden_by_cors:
    'hides WWW-Authenticate: it must name it in Access-Control-Expose-Headers.',
  challenge_repeated: 'repeats a challenge that was met: its tokens lack the claim.',
  tokens_refused: 'refuses every token it is given: token requests for it are spaced out.',
  no_resource_matched: 'asks for a token, and no entry of `resources` is for it.',
  own_authorization: 'was called with an Authorization header of the caller: it is left alone.',
  expiry_in_seconds: 'has tokens whose expiresOn is in seconds: give milliseconds.',
}

/** A listener is a guest: what it throws must not change the call. */
export const createEmitter =
  (listener: (event: CaeEvent) => void): ((event: CaeEvent) => void) =>
  (event) => {
    try {
      listener(event)
    } catch {}
  }
