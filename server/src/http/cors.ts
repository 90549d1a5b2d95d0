import type { App } from './fastify.ts'

/**
 * Lets any page call the client API (client API §1.4). Stands before the throttle: a browser must be able to read its 429, and a
 * preflight is no call of its own.
 */
export function registerCors(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!/^\/public\/api(\/|\?|$)/.test(request.url)) return
    reply.header('access-control-allow-origin', '*')
    const { 'access-control-request-method': method, 'access-control-request-headers': headers } = request.headers
    if (request.method !== 'OPTIONS' || method === undefined) return
    reply.header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD').header('access-control-max-age', '7200')
    if (headers !== undefined) reply.header('access-control-allow-headers', headers)
    return reply.code(200).send()
  })
}
