import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
let key: Buffer | undefined

/** Sets the process's key for secrets at rest, derived from the setting SECRET_KEY. Called once at start. */
export function openSecrets(secretKey: string): void {
  key = Buffer.from(hkdfSync('sha256', secretKey, 'parley', 'secrets at rest', 32))
}

/** 24 random base58 characters: the form of every token on this wire. */
export function newToken(): string {
  let token = ''
  while (token.length < 24) {
    // Bytes of 232 and above are thrown away so that each character is equally likely.
    for (const byte of randomBytes(32)) if (byte < 232 && token.length < 24) token += alphabet[byte % 58]
  }
  return token
}

/** What a token is looked up by: never the token itself. */
export const tokenHash = (token: string) => createHash('sha256').update(token).digest('base64url')

/** Ciphertext of a secret that its owner must be able to read again (AES-256-GCM). */
export function seal(secret: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(), iv)
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return `1.${Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url')}`
}

/** The secret behind `seal`'s text. Throws when the text was not sealed with this key. */
export function unseal(sealed: string): string {
  const bytes = Buffer.from(sealed.slice(2), 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(), bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(-16))
  return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')
}

/** Lower-case hex HMAC-SHA256, as identity hashes and callback signatures use. */
export const hmacHex = (secret: string, text: string | Buffer) => createHmac('sha256', secret).update(text).digest('hex')

/** Compares in constant time; texts of unequal length are unequal. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function sealingKey(): Buffer {
  if (!key) throw new Error('openSecrets was not called')
  return key
}
