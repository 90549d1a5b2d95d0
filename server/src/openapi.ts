import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'

/** OpenAPI 3.1, made of the routes' own schemas. Served at /openapi.json. */
export const openapi: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Parley', version: '0.1.0', description: 'Customer messaging over the API channel, on the wire of Chatwoot.' },
    components: {
      securitySchemes: { access_token: { type: 'apiKey', in: 'header', name: 'api_access_token' } },
    },
  },
}
