import Type from 'typebox'
import { BrandJson, brandJson } from '../brand/brand.ts'
import type { Query } from '../db/db.ts'
import type { App } from '../http/fastify.ts'
import { OneOf, Text } from '../http/shapes.ts'
import { isFirstRun } from './sign_up.ts'
import packageJson from '../../package.json' with { type: 'json' }

/** The release of Chatwoot whose wire this is. */
const wireVersion = '4.15.1'

const tags = ['Installation']
const State = OneOf(['ok', 'failing'])
const ServerInformation = Type.Object({ version: Text, timestamp: Text, queue_services: State, data_services: State }, { $id: 'ServerInformation' })
const Installation = Type.Object({ onboarding: Type.Boolean(), name: Text, version: Text, brand: BrandJson }, { $id: 'Installation' })

/** What anyone may know of this server (application API §8.2). */
export async function installationRoutes(app: App): Promise<void> {
  app.get('/health', { schema: { response: { 200: Type.Object({ status: Type.Literal('woot') }) }, summary: 'Liveness', tags } }, async () => ({ status: 'woot' as const }))

  app.get('/api', { schema: { response: { 200: ServerInformation }, summary: 'Version and state of the services', tags } }, async () => {
    // The queue of callbacks stands in the same database.
    const state = await isReachable(app.db.query) ? 'ok' as const : 'failing' as const
    return { version: wireVersion, timestamp: new Date().toISOString().slice(0, 19).replace('T', ' '), queue_services: state, data_services: state }
  })

  app.get('/api/v1/installation', { schema: { response: { 200: Installation }, summary: 'Whether the first account must still be made, and under which name and look the installation appears', tags } }, async () =>
    ({ onboarding: await isFirstRun(app.db.query), name: 'Parley', version: packageJson.version, brand: brandJson(app.config) }))
}

async function isReachable(query: Query): Promise<boolean> {
  try {
    await query('select 1')
    return true
  } catch {
    return false
  }
}
