/** Node's own hash: at once, where WebCrypto takes its time. */
const hash = globalThis.process?.getBuiltinModule?.('node:crypto')?.hash

/** The SHA-256 of a text, in base64. Where Node's crypto is not to be had, as at the edge, it is a promise. */
export const sha256 = (text: string): string | Promise<string> =>
  hash ? hash('sha256', text, 'base64') : digest(text)

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
}
