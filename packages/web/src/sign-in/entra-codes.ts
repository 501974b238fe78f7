/** Entra's error in codes alone, which say it for those who look it up: its text may be anything. */
export function describeError(error: string, description: string): string {
  const [number = ''] = /AADSTS\d{4,8}/.exec(description.slice(0, 2000)) ?? []
  const code = /^[a-z_]{1,40}$/.test(error) ? error : 'error'
  return [code, number].filter(Boolean).join(', ')
}

/** What MSAL threw for an answer of Entra's; undefined for whatever else went wrong. */
export function codeOf(error: unknown): string | undefined {
  const { errorCode, errorMessage = '' } = Object(error)
  return typeof errorCode === 'string' ? describeError(errorCode, String(errorMessage)) : undefined
}
