import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import * as tls from 'node:tls'
import * as der from './der.ts'

/** A certificate for `localhost`, and the authority that vouches for it: some take no authority for a server. */
export interface Certificate {
  /** The authority, as PEM: to put into a trust store or a file for `NODE_EXTRA_CA_CERTS`. */
  readonly authority: string
  /** What the server shows, as PEM. */
  readonly certificate: string
  /** PEM, of the server. */
  readonly privateKey: string
  /** Of the server, for Chromium's `--ignore-certificate-errors-spki-list`. */
  readonly spkiSha256: string
}

const day = 86_400_000
const ecdsaWithSha256 = '1.2.840.10045.4.3.2'
const commonNameId = '2.5.4.3'
const serverAuthentication = '1.3.6.1.5.5.7.3.1'
const subjectAltName = '2.5.29.17'
const keyUsage = '2.5.29.15'
const basicConstraints = '2.5.29.19'
const extendedKeyUsage = '2.5.29.37'

/**
 * Makes a certificate for `localhost`, `127.0.0.1` and `::1`, good for 90 days.
 *
 * @see [RFC 5280 §4.1](https://www.rfc-editor.org/rfc/rfc5280#section-4.1)
 */
export function createCertificate(): Certificate {
  const authority = createParty('authority')
  const server = createParty('server')
  const spki = server.publicKey.export({ type: 'spki', format: 'der' })
  return {
    authority: issue(authority, authority, ofAuthority()),
    certificate: issue(server, authority, ofServer()),
    privateKey: String(server.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    spkiSha256: createHash('sha256').update(spki).digest('base64'),
  }
}

interface Party {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
  readonly name: Buffer
}

function createParty(role: string): Party {
  // OpenSSL looks for issuers by name: with one name for all, a process could trust only some.
  const text = `caefetch emulator ${role} ${randomBytes(16).toString('hex')}`
  const commonName = der.sequence(der.oid(commonNameId), der.utf8String(text))
  const name = der.sequence(der.set(commonName))
  return { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }), name }
}

/** The certificate of one party, signed by another, as PEM. */
function issue(subject: Party, issuer: Party, extensions: Buffer[]): string {
  const algorithm = der.sequence(der.oid(ecdsaWithSha256))
  // The top bits keep the number positive and of full length.
  const serial = Buffer.concat([Buffer.of(0x40), randomBytes(15)])
  const now = Date.now()
  const validity = der.sequence(
    der.utcTime(new Date(now - day)),
    der.utcTime(new Date(now + 90 * day)),
  )
  const body = der.sequence(
    der.explicit(0, der.integer(Buffer.of(2))),
    der.integer(serial),
    algorithm,
    issuer.name,
    validity,
    subject.name,
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(...extensions)),
  )
  const signature = der.bitString(sign('sha256', body, issuer.privateKey))
  return pem('CERTIFICATE', der.sequence(body, algorithm, signature))
}

/** Makes this process trust a certificate, `fetch` included; needs Node 22.19 or 24.5. */
export function trustCertificate(certificate: string): void {
  if (tls.setDefaultCACertificates === undefined) {
    throw new Error('this Node cannot change what it trusts: start it with NODE_EXTRA_CA_CERTS')
  }
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), certificate])
}

function ofAuthority(): Buffer[] {
  const keyCertSign = der.bitString(Buffer.of(0b0000_0100), 2)
  return [
    extension(basicConstraints, der.sequence(der.boolean(true)), true),
    extension(keyUsage, keyCertSign, true),
  ]
}

function ofServer(): Buffer[] {
  const dns = der.implicit(2, Buffer.from('localhost'))
  const addresses = [
    [127, 0, 0, 1],
    [...Array<number>(15).fill(0), 1],
  ].map((bytes) => der.implicit(7, Buffer.from(bytes)))
  const digitalSignature = der.bitString(Buffer.of(0b1000_0000), 7)
  return [
    extension(keyUsage, digitalSignature, true),
    extension(extendedKeyUsage, der.sequence(der.oid(serverAuthentication))),
    extension(subjectAltName, der.sequence(dns, ...addresses)),
  ]
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  const flag = critical ? [der.boolean(true)] : []
  return der.sequence(der.oid(id), ...flag, der.octetString(value))
}

function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
