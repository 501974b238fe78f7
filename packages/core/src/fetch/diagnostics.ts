import type { CaeEvent, PipelineDiagnosticCode } from '../events.ts'
import { troubleshooting } from './troubleshooting.ts'

/** Names a failure that would otherwise be silent, once for each `about`. */
export type Diagnose = (
  code: PipelineDiagnosticCode | (string & {}),
  about: string,
  text: string,
) => void

export function createDiagnose(emit: (event: CaeEvent) => void): Diagnose {
  const told = new Set<string>()
  return (code, about, text) => {
    const key = `${code} ${about}`
    // What callers name must not fill the memory.
    if (told.has(key) || told.size > 1000) return
    told.add(key)
    const message = `${[about, text].filter(Boolean).join(' ')} ${troubleshooting(code)}`
    emit({ type: 'diagnostic', code, message, at: Date.now() })
  }
}
