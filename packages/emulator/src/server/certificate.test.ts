import { createPrivateKey, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { startEmulator } from '../start-emulator.ts'
import { createCertificate } from './certificate.ts'

describe('certificate', () => {
  it('is a certificate for localhost, and an authority apart from it', () => {
    const { authority, certificate, privateKey } = createCertificate()
    const parsed = new X509Certificate(certificate)
    const issuer = new X509Certificate(authority)
    expect([issuer.ca, parsed.ca]).toEqual([true, false])
    expect(parsed.checkHost('localhost')).toBe('localhost')
    expect(parsed.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(parsed.checkIP('::1')).toBe('::1')
    expect(parsed.subject).toMatch(/^CN=caefetch emulator server [0-9a-f]{32}$/)
    expect(parsed.verify(issuer.publicKey)).toBe(true)
    expect(parsed.checkIssued(issuer)).toBe(true)
    expect(parsed.checkPrivateKey(createPrivateKey(privateKey))).toBe(true)
    expect(parsed.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
    expect(Date.parse(parsed.validTo)).toBeGreaterThan(Date.now() + 80 * 86_400_000)
  })

  it('no two are alike', () => {
    expect(createCertificate().spkiSha256).not.toBe(createCertificate().spkiSha256)
  })

  it('a process can trust any number of them', async () => {
    for (let count = 0; count < 5; count++) {
      await using emulator = await startEmulator({ https: true })
      emulator.certificate?.trust()
      expect((await fetch(emulator.jwksUri)).status).toBe(200)
    }
  })
})
