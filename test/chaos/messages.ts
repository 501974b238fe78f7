/** What the API is started with. */
export interface ApiSettings {
  seed: number
  tenantId: string
  issuer: string
  jwksUri: string
  audience: string
}

export type ApiCommand = { type: 'tell' }

/** A request that came to the API, and what it made of it. */
export interface Attempt {
  call: string
  principal: string
  /** Tells tokens apart, and nothing more. */
  token: string
  /** Milliseconds since the epoch. */
  at: number
  /** The status that was answered; 0 where the connection was cut. */
  status: number
  /** Whether the API has done what was asked. */
  isExecuted: boolean
  /** What it was refused with: the text of the challenge. */
  challenge?: string
  /** SHA-256 of the body that was executed. */
  digest?: string
}

export type ApiReport = { type: 'ready'; url: string } | { type: 'told'; attempts: Attempt[] }
