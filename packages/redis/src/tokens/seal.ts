import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { SealingKey } from './secrets.ts'

/** Seals and opens texts that lie where others can read and change them. */
export interface Seal {
  /** @param purpose What the text is for; it opens for nothing else. */
  close(text: string, purpose: string): string
  /** The text, or undefined when it was sealed with another secret or for another purpose, or was changed. */
  open(sealed: string, purpose: string): string | undefined
}

const version = 'v1'
const ivLength = 12
const tagLength = 16

/**
 * AES-256-GCM. The first key closes, all of them open.
 *
 * @see [SP 800-38D](https://csrc.nist.gov/pubs/sp/800/38/d/final)
 */
export function createSeal(keys: readonly [SealingKey, ...SealingKey[]]): Seal {
  const dataOf = (id: string, purpose: string) => Buffer.from(`${version}.${id}.${purpose}`)
  return {
    close(text, purpose) {
      const [{ id, key }] = keys
      const iv = randomBytes(ivLength)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(dataOf(id, purpose))
      const bytes = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()])
      const sealed = Buffer.concat([bytes, cipher.getAuthTag()])
      return `${version}.${id}.${sealed.toString('base64url')}`
    },
    open(sealed, purpose) {
      const [, id = '', encoded = ''] = sealed.split('.', 3)
      const key = keys.find((each) => each.id === id)?.key
      const bytes = Buffer.from(encoded, 'base64url')
      if (!key || bytes.length < ivLength + tagLength) return undefined
      const options = { authTagLength: tagLength }
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivLength), options)
      decipher.setAAD(dataOf(id, purpose)).setAuthTag(bytes.subarray(-tagLength))
      try {
        const text = decipher.update(bytes.subarray(ivLength, -tagLength))
        return Buffer.concat([text, decipher.final()]).toString()
      } catch {
        return undefined
      }
    },
  }
}
