/** Where Microsoft issues tokens; each cloud has keys and issuers of its own. */
const clouds: Readonly<Record<string, RegExp>> = {
  public: /^https:\/\/(login\.microsoftonline\.com|login\.windows\.net|sts\.windows\.net)\//,
  government: /^https:\/\/(login\.microsoftonline|sts\.windows)\.us\//,
  china: /^https:\/\/(login\.partner\.microsoftonline|(login|sts)\.chinacloudapi)\.cn\//,
  b2c: /^https:\/\/[\w-]+\.b2clogin\.com\//,
  ciam: /^https:\/\/[\w{}-]+\.ciamlogin\.com\//,
}

/** The cloud of an issuer; undefined for issuers that are not Microsoft's. */
export function cloudOf(iss: unknown): string | undefined {
  if (typeof iss !== 'string') return undefined
  return Object.keys(clouds).find((cloud) => clouds[cloud]?.test(iss))
}

/** Whether an issuer is of a cloud of which none is expected. */
export function isOtherCloud(iss: unknown, expected: readonly string[]): boolean {
  const cloud = cloudOf(iss)
  return cloud !== undefined && !expected.some((issuer) => cloudOf(issuer) === cloud)
}
