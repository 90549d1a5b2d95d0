import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

export const openapiPath = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url))

/** What docs/openapi.json holds. The doors are built but not opened: no database is asked. */
export async function openapiText(): Promise<string> {
  const { app } = await buildApp({ config: readConfig({ LOG_LEVEL: 'silent' }), db: null as never, connection: {}, secretKey: '', log: pino({ level: 'silent' }) })
  await app.ready()
  return `${JSON.stringify(app.swagger(), null, 2)}\n`
}

if (import.meta.main) await writeFile(openapiPath, await openapiText())
