import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Keeps text unreadable for whoever has the database, or a copy of it, but not the secret. */
export interface Seal {
  /** `kid` is sealed in: what was sealed under one name does not open under another. */
  close(kid: string, text: string): string
  /** Nothing when it was sealed with another secret, or touched since. */
  open(kid: string, sealed: string): string | undefined
}

const version = 'sealed.v1'
const cipher = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

/** AES-256-GCM under a key that is derived from the secret (HKDF, RFC 5869), so that a secret may be any long text. */
export const sealWith = (secret: string): Seal => {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'filling-scheduler signing keys', 32))
  return {
    close(kid, text) {
      const iv = randomBytes(ivBytes)
      const sealing = createCipheriv(cipher, key, iv).setAAD(Buffer.from(kid))
      const sealed = Buffer.concat([iv, sealing.update(text, 'utf8'), sealing.final(), sealing.getAuthTag()])
      return `${version}.${sealed.toString('base64url')}`
    },
    open(kid, sealed) {
      const bytes = Buffer.from(sealed.slice(version.length + 1), 'base64url')
      if (!isSealed(sealed) || bytes.length < ivBytes + tagBytes) return undefined
      const opening = createDecipheriv(cipher, key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
      opening.setAAD(Buffer.from(kid)).setAuthTag(bytes.subarray(-tagBytes))
      try {
        return opening.update(bytes.subarray(ivBytes, -tagBytes), undefined, 'utf8') + opening.final('utf8')
      } catch {
        return undefined
      }
    },
  }
}

export const isSealed = (text: string): boolean => text.startsWith(`${version}.`)
