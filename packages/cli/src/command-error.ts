import { type ExitCode, exitCodes } from './exit-codes.ts'

/** The kinds of trouble that end the command in one clear line. */
export type CommandErrorCode =
  | 'usage'
  | 'unreachable'
  | 'sign_in_failed'
  | 'no_permission'
  | 'no_licence'
  | 'security_defaults'
  | 'tenant_refused'
  | 'interrupted'

const exits: Record<CommandErrorCode, ExitCode> = {
  usage: exitCodes.usage,
  unreachable: exitCodes.unreachable,
  sign_in_failed: exitCodes.refused,
  no_permission: exitCodes.refused,
  no_licence: exitCodes.refused,
  security_defaults: exitCodes.refused,
  tenant_refused: exitCodes.refused,
  interrupted: exitCodes.interrupted,
}

/** Something that whoever started the command can mend; its message is one line and says how. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: CommandErrorCode
  readonly exitCode: ExitCode

  constructor(code: CommandErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.exitCode = exits[code]
  }
}
