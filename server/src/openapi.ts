import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { isDeepStrictEqual } from 'node:util'
import type { TSchema } from 'typebox'
import { callbackShapes } from './events/bodies.ts'
import { catalogue, type EventDefinition } from './events/catalogue.ts'
import type { App } from './http/fastify.ts'
import { takesKey } from './http/idempotency.ts'

type Json = Record<string, any>

/** OpenAPI 3.1, made of the routes' own schemas; every schema with an `$id` becomes a component of that name. */
export const openapi: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Parley', version: '0.1.0', description: 'Customer messaging over the API channel, on the wire of Chatwoot. PUT does the same as PATCH everywhere.', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    components: {
      securitySchemes: { api_access_token: { type: 'apiKey', in: 'header', name: 'api_access_token', description: 'The access token of a user, from the profile; of a bot, where bots may call; of a program that runs the installation, below /platform.' } },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', minLength: 1, maxLength: 255 },
          description: 'Sent again with the same key within 24 hours, the request is answered as the first time, with `Idempotent-Replayed: true`, and nothing is done. With other content: 422. While the first is still under way: 409.',
        },
      },
      responses: {
        Error: { description: 'What went wrong', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } }, 'text/plain': { schema: { type: 'string' } } } },
      },
    },
  },
  convertConstToEnum: false,
  transform({ schema, url, route, ...document }) {
    const { schemas } = (document as { openapiObject: { components: Json } }).openapiObject.components
    return {
      url: url.replace(/(.)\/$/, '$1'),
      schema: {
        ...schema,
        ...(schema?.body ? { body: referenced(schema.body, schemas) } : {}),
        ...(schema?.response ? { response: referenced(schema.response, schemas) } : {}),
        ...(schema?.body && route.config?.files ? { consumes: ['application/json', 'multipart/form-data'] } : {}),
        tags: schema?.tags ?? [nounOf(url)],
        security: isOpen(url) ? [] : [{ api_access_token: [] }],
      },
    }
  },
  transformObject: (document) => ('openapiObject' in document ? finish(document.openapiObject) : document.swaggerObject),
}

/** `/openapi.json`. */
export async function openapiRoutes(app: App): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}

/** Doors that ask for no token: the client API, signing in and up, stored files, and whether the server is well. */
const isOpen = (url: string) => !/^\/(api\/v\d\/(profile|accounts\/|notification_subscriptions)|platform\/)/.test(url)

/** The noun that a path is about: the last of its parts that stands before an id, or after the account. */
function nounOf(url: string): string {
  if (url.startsWith('/public/')) return 'Client API'
  const noun = url.includes('/messages') ? 'messages' : /^\/api\/v1\/(?:accounts\/:\w+\/)?(\w+)/.exec(url)?.[1] ?? 'server'
  return noun.charAt(0).toUpperCase() + noun.slice(1).replaceAll('_', ' ')
}

function finish(document: Json): Json {
  const { components, paths } = document
  components.schemas.Error = errorSchema
  for (const [path, operations] of Object.entries<Json>(paths)) {
    if (operations.patch) delete operations.put
    for (const [method, operation] of Object.entries<Json>(operations)) finishOperation(path, method, operation)
  }
  document.tags = [...new Set(Object.values<Json>(paths).flatMap((operations) => Object.values(operations).flatMap(({ tags }) => tags ?? [])))].map((name) => ({ name }))
  document.webhooks = callbacks(components.schemas)
  components.schemas = Object.fromEntries(Object.entries(components.schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return document
}

function finishOperation(path: string, method: string, operation: Json): void {
  operation.operationId = `${method}_${path.replace(/[{}]/g, '').split('/').filter(Boolean).join('_')}`
  // The parts of a route's prefix stand in no schema of its own.
  const { path: named = [], query = [] } = Object.groupBy<string, Json>(operation.parameters ?? [], (parameter) => parameter.in)
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    in: 'path', name, required: true, schema: { type: 'string' }, ...named.find((parameter) => parameter.name === name),
    ...(name === 'account_id' ? { schema: { type: 'integer' } } : {}),
  }))
  if (inPath.length + query.length > 0) operation.parameters = [...inPath, ...query]
  if (takesKey(method.toUpperCase(), path)) operation.parameters = [...(operation.parameters ?? []), { $ref: '#/components/parameters/IdempotencyKey' }]
  if (operation.requestBody) operation.requestBody.required = Object.values<Json>(operation.requestBody.content).some(({ schema }) => schema?.required?.length > 0)
  operation.responses.default = { $ref: '#/components/responses/Error' }
}

/** Application API §0.5. */
const errorSchema = {
  type: 'object', description: 'One of these keys tells it, depending on the cause.',
  properties: {
    error: { type: ['string', 'object'] }, errors: { type: 'array', items: { type: 'string' } }, message: { type: 'string' },
    attributes: { type: 'array', items: { type: 'string' } }, contact_id: { type: 'integer', description: 'Who has the value that is taken' }, status: { type: 'integer' }, success: { type: 'boolean' },
  },
}

/** What is posted to callback addresses, from the catalogue of events. */
function callbacks(schemas: Json): Json {
  const definitions = Object.entries(catalogue) as [string, EventDefinition<never>][]
  return Object.fromEntries(definitions.flatMap(([name, { webhook }]) => (webhook ? [[webhook.name, callback(name, webhook.name, referenced(callbackShapes[webhook.name], schemas))]] : [])))
}

function callback(name: string, webhookName: string, schema: unknown): Json {
  return {
    post: {
      operationId: webhookName, summary: name, tags: ['Callbacks'], security: [],
      parameters: ['X-Chatwoot-Delivery', 'X-Chatwoot-Timestamp', 'X-Chatwoot-Signature'].map((header) => ({ name: header, in: 'header', required: true, schema: { type: 'string' } })),
      requestBody: {
        required: true,
        content: { 'application/json': { schema } },
      },
      responses: { '2XX': { description: 'Received. Anything else is tried again.' } },
    },
  }
}

/** The schema with a reference in the place of each part that has an `$id`; the parts are added to `schemas`. */
function referenced(schema: unknown, schemas: Json): unknown {
  if (Array.isArray(schema)) return schema.map((item) => referenced(item, schemas))
  if (typeof schema !== 'object' || schema === null) return schema
  const { $id, patternProperties, ...rest } = schema as TSchema & { $id?: string; patternProperties?: Record<string, TSchema> }
  const written = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, referenced(value, schemas)]))
  if (patternProperties) written.additionalProperties = referenced(Object.values(patternProperties)[0], schemas)
  if ($id === undefined) return written
  if ($id in schemas && !isDeepStrictEqual(schemas[$id], written)) throw new Error(`Two schemas have the $id ${$id}`)
  schemas[$id] = written
  return { $ref: `#/components/schemas/${$id}` }
}
