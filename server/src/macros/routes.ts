import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { ActionsBody } from '../actions/actions.ts'
import { listWebhooks } from '../actions/endpoints.ts'
import { findFiles } from '../actions/files.ts'
import { causeOf, member } from '../http/auth.ts'
import { NotFound } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Nullable, OneOf, Text } from '../http/shapes.ts'
import { type MacroView, createMacro, deleteMacro, findMacro, listMacros, updateMacro } from './macros.ts'
import { runMacro } from './runs.ts'
import { MacroJson, macroJson, visibilities } from './wire.ts'

const tags = ['Macros']
const One = Type.Object({ account_id: Id, id: Id })
const Macro = Type.Object({ payload: MacroJson })
const Body = Type.Object({ name: Type.Optional(Nullable(Text)), visibility: Type.Optional(Nullable(OneOf(visibilities))), actions: Type.Optional(ActionsBody) })

/** Application API §4.10, below `/macros`. */
export async function macroRoutes(app: App): Promise<void> {
  reading(app)
  writing(app)
}

function reading(app: App): void {
  app.get('', { schema: { tags, summary: 'List', response: { 200: Type.Object({ payload: Type.Array(MacroJson) }) } } }, async (request) =>
    ({ payload: await shown(app, request, await listMacros(app.db.query, member(request))) }))

  app.get('/:id', { schema: { tags, summary: 'Show', params: One, response: { 200: Macro } } }, async (request, reply) => {
    try {
      return { payload: await one(app, request, await findMacro(app.db.query, member(request), request.params.id)) }
    } catch (error) {
      return nothing(error, reply)
    }
  })
}

function writing(app: App): void {
  app.post('', { schema: { tags, summary: 'Create', body: Body, response: { 200: Macro } } }, async (request) =>
    ({ payload: await one(app, request, await createMacro(app.db, member(request), request.body)) }))

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', schema: { tags, summary: 'Update', params: One, body: Body, response: { 200: Macro } },
    handler: async (request) => ({ payload: await one(app, request, await updateMacro(app.db, member(request), request.params.id, request.body)) }),
  })

  app.delete('/:id', { schema: { tags, summary: 'Delete', params: One, response: { 200: Empty } } }, async (request, reply) => {
    await deleteMacro(app.db, member(request), request.params.id)
    return reply.send()
  })

  const Which = Type.Object({ conversation_ids: Type.Optional(Type.Array(Id)) })
  app.post('/:id/execute', { schema: { tags, summary: 'Run in these conversations', params: One, body: Which, response: { 200: Empty } } }, async (request, reply) => {
    const macro = await findMacro(app.db.query, member(request), request.params.id)
    await runMacro({ db: app.db, config: app.config, log: request.log }, causeOf(request), member(request), macro, request.body.conversation_ids ?? [])
    return reply.send()
  })
}

/** The incumbent answers a macro that is not there with 404 and nothing else. */
function nothing(error: unknown, reply: FastifyReply): never {
  if (error instanceof NotFound) return reply.code(404).send() as never
  throw error
}

async function shown(app: App, request: FastifyRequest, macros: MacroView[]) {
  const { account, role } = member(request)
  const files = await findFiles(app.db.query, account.id, macros)
  const webhooks = role === 'administrator' ? await listWebhooks(app.db.query, 'macro', macros) : null
  return macros.map((macro) => macroJson(macro, app.presence, files, webhooks?.get(macro.id)))
}

const one = async (app: App, request: FastifyRequest, macro: MacroView) => (await shown(app, request, [macro]))[0]!
