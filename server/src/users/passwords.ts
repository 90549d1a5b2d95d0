import { hash, verify } from '@node-rs/argon2'
import { newToken } from '../db/secrets.ts'
import { Invalid } from '../http/errors.ts'

// 2 is argon2id: the library's own enum has no value at run time.
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** The stored form of a password. Throws Invalid when it breaks the one rule: 8 to 128 characters. */
export async function hashPassword(password: string): Promise<string> {
  if (password === '') throw new Invalid("Password can't be blank", ['password'])
  if (password.length < 8) throw new Invalid('Password is too short (minimum is 8 characters)', ['password'])
  if (password.length > 128) throw new Invalid('Password is too long (maximum is 128 characters)', ['password'])
  return hash(password, cost)
}

/** Whether this is the password. Takes as long when there is none to compare with, so that the time tells nothing. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  if (stored === null) {
    await verify(await nobodys(), password)
    return false
  }
  return verify(stored, password)
}

let dummy: Promise<string> | undefined
const nobodys = () => (dummy ??= hash(newToken(), cost))
