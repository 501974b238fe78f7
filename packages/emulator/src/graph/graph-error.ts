/** A refusal of Microsoft Graph. */
export class GraphError extends Error {
  override readonly name = 'GraphError'
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** Ids that Graph puts in every error. */
export interface RequestIds {
  readonly date: string
  readonly 'request-id': string
  readonly 'client-request-id': string
}

export interface GraphErrorBody {
  error: { code: string; message: string; innerError: RequestIds }
}

/** @see [Microsoft Graph error responses](https://learn.microsoft.com/graph/errors) */
export function graphErrorBody({ code, message }: GraphError, ids: RequestIds): GraphErrorBody {
  return { error: { code, message, innerError: ids } }
}

/** The refusals that several resources share. */
export const refuseGraph = {
  badRequest: (message: string): GraphError => new GraphError(400, 'Request_BadRequest', message),
  /** Conditional Access has a code of its own. */
  badPolicy: (message: string): GraphError => new GraphError(400, 'BadRequest', message),
  notFound: (id: string): GraphError =>
    new GraphError(
      404,
      'Request_ResourceNotFound',
      `Resource '${printable(id)}' does not exist or one of its queried reference-property objects are not present.`,
    ),
  unknownSegment: (segment: string): GraphError =>
    new GraphError(
      400,
      'BadRequest',
      `Resource not found for the segment '${printable(segment)}'.`,
    ),
  denied: (): GraphError =>
    new GraphError(
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
    ),
  notLicensed: (edition: string): GraphError =>
    new GraphError(
      403,
      'Forbidden',
      `Your tenant is not licensed for this feature: it needs Microsoft Entra ID ${edition}.`,
    ),
} as const

/** Cut short and kept to printable ASCII, because it comes from the request. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]|['\\]/g, '?').slice(0, 120)
}
