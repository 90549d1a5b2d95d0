import type { FastifyRequest } from 'fastify'
import { apiToken } from '../http/auth.ts'
import { unauthorized } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { maybePlatformApp, type PlatformApp } from './apps.ts'
import { platformAccountRoutes } from './routes.accounts.ts'
import { platformBotRoutes } from './routes.agent_bots.ts'
import { platformUserRoutes } from './routes.users.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Which program calls, below `/platform`. */
    platformApp: PlatformApp
  }
}

/** What programs use that run the installation: their own tokens only (application API §8.1), below `/platform/api/v1`. */
export async function platformDoor(app: App): Promise<void> {
  app.decorateRequest('platformApp')
  app.addHook('onRequest', async (request) => { request.platformApp = await authenticate(app, request) })
  app.register(platformAccountRoutes, { prefix: '/accounts' })
  app.register(platformUserRoutes, { prefix: '/users' })
  app.register(platformBotRoutes, { prefix: '/agent_bots' })
}

async function authenticate(app: App, request: FastifyRequest): Promise<PlatformApp> {
  const token = apiToken(request)
  const found = token === null ? null : await maybePlatformApp(app.db.query, token)
  if (!found) throw unauthorized('Invalid access_token')
  return found
}
