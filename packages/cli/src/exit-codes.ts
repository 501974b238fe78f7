/** What the command ends with; the README and `--help` list them. */
export const exitCodes = {
  /** Done, and nothing is wrong. */
  ok: 0,
  /** Something is wrong with what was looked at: a finding of `doctor`, an API without CAE. */
  wrong: 1,
  /** The command was asked amiss: an unknown option, a value that cannot be. */
  usage: 2,
  /** The tenant does not let it: sign-in refused, no permission, no licence. */
  refused: 3,
  /** Nobody answers: no network, a wrong address, a timeout. */
  unreachable: 4,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
