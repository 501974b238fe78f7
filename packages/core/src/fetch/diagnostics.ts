import type { Emit, PipelineDiagnosticCode } from '../events.ts'

/** Names a failure that would otherwise be silent, once for each `about`. */
export type Diagnose = (code: PipelineDiagnosticCode, about: string) => void

export function createDiagnose(emit: Emit): Diagnose {
  const said = new Set<string>()
  return (code, about) => {
    if (said.has(code + about)) return
    said.add(code + about)
    emit({ type: 'diagnostic', code, message: about + messages[code] })
  }
}

const messages: Record<PipelineDiagnosticCode, string> = {
  client_not_capable: 'Without cp1 no challenges come: wrap the configuration in withCae().',
  challenge_hidden_by_cors:
    ' hides WWW-Authenticate: it must name it in Access-Control-Expose-Headers.',
  challenge_repeated: ' repeats a challenge that was met: its tokens lack the claim.',
}
