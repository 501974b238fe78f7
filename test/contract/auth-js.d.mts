interface AuthConfig {
  readonly secret: string
  readonly trustHost: boolean
  readonly basePath: string
  readonly providers: readonly object[]
}
export function Auth(request: Request, config: AuthConfig): Promise<Response>
export function MicrosoftEntraID(options: {
  readonly clientId: string
  readonly clientSecret: string
  readonly issuer: string
}): object
