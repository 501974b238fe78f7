declare const process: { env: { NODE_ENV?: string } }

/** Bundlers replace the expression; without one there may be no `process` to ask. */
export function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== 'production'
  } catch {
    return true
  }
}
