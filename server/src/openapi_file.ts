import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import { pino } from 'pino'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

export const openapiPath = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url))
export const wireTypesPath = fileURLToPath(new URL('../../dashboard/src/wire.generated.ts', import.meta.url))

/** What docs/openapi.json holds. The doors are built but not opened: no database is asked. */
export async function openapiText(): Promise<string> {
  const { app } = await buildApp({ config: readConfig({ LOG_LEVEL: 'silent' }), db: null as never, connection: {}, secretKey: '', log: pino({ level: 'silent' }) })
  await app.ready()
  return `${JSON.stringify(app.swagger(), null, 2)}\n`
}

/** What dashboard/src/wire.generated.ts holds: the shapes of the description, as types. */
export async function wireTypesText(description: string): Promise<string> {
  const { webhooks: _, ...document } = JSON.parse(description)
  const types = astToString(await openapiTS({ ...document, paths: {} }, { alphabetize: true }))
  return `// Made of docs/openapi.json by \`npm run openapi\`; not to be changed by hand.\n${types}`
}

if (import.meta.main) {
  const description = await openapiText()
  await writeFile(openapiPath, description)
  await writeFile(wireTypesPath, await wireTypesText(description))
}
