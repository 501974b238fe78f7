const page = 'https://github.com/caefetch/caefetch/blob/main/docs/troubleshooting.md'

/** The part of the docs that says what to do about an error or a diagnostic. */
export const troubleshooting = (code: string): string => `${page}#${code}`
