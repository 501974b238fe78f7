/** A refusal of Microsoft Graph. */
export class GraphError extends Error {
  override readonly name = 'GraphError'
  readonly status: number
  /** Graph's own name for it, such as `Authorization_RequestDenied`. */
  readonly code: string
  /** What the request needs. */
  readonly permissions: readonly string[]

  constructor(status: number, code: string, message: string, permissions: readonly string[]) {
    super(message)
    this.status = status
    this.code = code
    this.permissions = permissions
  }
}
