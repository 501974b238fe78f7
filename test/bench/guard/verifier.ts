/** One that verifies tokens, called as its framework calls it. */
export interface Verifier {
  name: string
  /** Takes the `Authorization` header; rejects when it refuses. */
  verify(authorization: string): Promise<unknown>
  note?: string
}

export class Refused extends Error {}

export async function admits({ verify }: Verifier, authorization: string): Promise<boolean> {
  try {
    await verify(authorization)
    return true
  } catch {
    return false
  }
}
