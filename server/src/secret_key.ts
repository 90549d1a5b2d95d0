import { randomBytes } from 'node:crypto'
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from './config.ts'

/**
 * The key that stored secrets are encrypted with: SECRET_KEY, else the one in DATA_DIR/secret_key, which is generated once. Losing it makes every
 * stored secret unreadable, so a file that is there but damaged is an error, never replaced.
 */
export async function readSecretKey(config: { dataDir: string; secretKey: string | undefined }): Promise<string> {
  if (config.secretKey) return config.secretKey
  const path = join(config.dataDir, 'secret_key')
  return (await stored(path)) ?? generate(path)
}

async function stored(path: string): Promise<string | undefined> {
  try {
    const key = (await readFile(path, 'utf8')).trim()
    if (key.length < 32) throw new ConfigError(`${path} is damaged: put the key back from a backup, or set SECRET_KEY.`)
    await chmod(path, 0o600)
    return key
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Written whole under another name first: a crash leaves no half key. */
async function generate(path: string): Promise<string> {
  const key = randomBytes(32).toString('hex')
  const draft = `${path}.${process.pid}`
  await writeFile(draft, `${key}\n`, { mode: 0o600, flush: true })
  await link(draft, path)
  await rm(draft)
  return key
}
