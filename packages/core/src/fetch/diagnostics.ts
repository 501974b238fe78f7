import type { DiagnosticCode, Emit } from '../events.ts'

/** Names a failure that would otherwise be silent, once for each `about`. */
export type Diagnose = (code: DiagnosticCode, about: string) => void

export function createDiagnose(emit: Emit): Diagnose {
  const said = new Set<string>()
  return (code, about) => {
    if (said.has(code + about)) return
    said.add(code + about)
    emit({ type: 'diagnostic', code, message: about + messages[code] })
  }
}

const messages: Record<DiagnosticCode, string> = {
  client_not_capable:
    'A client without cp1 gets no claims challenges: wrap its configuration in withCae().',
  challenge_hidden_by_cors:
    ' hides WWW-Authenticate from this page: it must name it in Access-Control-Expose-Headers.',
  challenge_repeated: ' repeats a claims challenge that was met: its tokens lack the claim.',
}
