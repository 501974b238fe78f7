const page = 'https://github.com/caefetch/caefetch/blob/main/docs/troubleshooting.md'

/** The part of the docs that says what to do about an error or a diagnostic of caefetch. */
export const troubleshooting = (code: string): string => `${page}#${code}`

/** Microsoft's own page about an AADSTS code. */
export const microsoftErrorPage = (code: string): string =>
  `https://login.microsoftonline.com/error?code=${code}`
