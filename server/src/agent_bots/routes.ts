import Type from 'typebox'
import { keepAvatar, removeAvatar } from '../attachments/avatar.ts'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { OverlapInput, readOverlap } from '../http/overlap.ts'
import { Empty, Id, Json, Nullable, OneOf, Text } from '../http/shapes.ts'
import { CustomHeadersInput } from '../webhooks/wire.ts'
import { createBot, deleteBot, findBot, findOwnBot, listBots, resetBotSecret, resetBotToken, updateBot } from './agent_bots.ts'
import { AgentBotJson, agentBotJson } from './json.ts'

const tags = ['Agent bots']
const One = Type.Object({ id: Id })
const response = { 200: AgentBotJson }

/** What may be said of a bot (application API §4.8). */
export const BotInput = Type.Object({
  name: Type.Optional(Nullable(Text)), description: Type.Optional(Nullable(Text)), outgoing_url: Type.Optional(Nullable(Text)),
  bot_type: Type.Optional(OneOf(['webhook'])), bot_config: Type.Optional(Json), avatar: Type.Optional(Type.Unknown({ description: 'A file, in a multipart body' })),
  avatar_url: Type.Optional(Nullable(Text)), skip_own: Type.Optional(Type.Boolean()), custom_headers: CustomHeadersInput,
})

/** Bots of an account, below `/agent_bots`: everybody reads them, administrators write. */
export async function agentBotRoutes(app: App): Promise<void> {
  reading(app)
  app.register(async (routes) => {
    routes.addHook('onRequest', administratorsOnly)
    writing(routes)
    keys(routes)
  })
}

function reading(app: App): void {
  app.get('/', { schema: { tags, summary: 'List', response: { 200: Type.Array(AgentBotJson) } } }, async (request) => {
    const { account, role } = member(request)
    return (await listBots(app.db.query, account.id)).map((bot) => agentBotJson(bot, role))
  })

  app.get('/:id', { schema: { tags, summary: 'Show', params: One, response } }, async (request) => {
    const { account, role } = member(request)
    return agentBotJson(await findBot(app.db.query, account.id, request.params.id), role)
  })
}

function writing(app: App): void {
  const config = { files: true }
  const { dataDir } = app.config

  app.post('/', { config, schema: { tags, summary: 'Create', body: BotInput, response } }, async (request) => {
    const { account, role } = member(request)
    const { avatar, bot_type: _, ...input } = request.body
    return agentBotJson(await createBot(app.db, account.id, input, await keepAvatar(dataDir, avatar)), role)
  })

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', config, schema: { tags, summary: 'Update', params: One, body: BotInput, response },
    handler: async (request) => {
      const { account, role } = member(request)
      const { avatar, bot_type: _, ...input } = request.body
      const before = await findOwnBot(app.db.query, account.id, request.params.id)
      const bot = await updateBot(app.db.query, before, input, await keepAvatar(dataDir, avatar))
      if (bot.avatar_url !== before.avatar_url) await removeAvatar(dataDir, before.avatar_url)
      return agentBotJson(bot, role)
    },
  })

  app.delete('/:id', { schema: { tags, summary: 'Delete', params: One, response: { 200: Empty } } }, async (request, reply) => {
    const bot = await findOwnBot(app.db.query, member(request).account.id, request.params.id)
    await deleteBot(app.db, causeOf(request), bot)
    await removeAvatar(dataDir, bot.avatar_url)
    return reply.send()
  })

  app.delete('/:id/avatar', { schema: { tags, summary: 'Delete its picture', params: One, response } }, async (request) => {
    const { account, role } = member(request)
    const before = await findOwnBot(app.db.query, account.id, request.params.id)
    const bot = await updateBot(app.db.query, before, {}, '')
    await removeAvatar(dataDir, before.avatar_url)
    return agentBotJson(bot, role)
  })
}

function keys(app: App): void {
  const body = OverlapInput
  for (const [key, summary, reset] of [['access_token', 'New access token', resetBotToken], ['secret', 'New callback secret', resetBotSecret]] as const) {
    app.post(`/:id/reset_${key}`, { schema: { tags, summary, params: One, body, response } }, async (request) => {
      const { account, role } = member(request)
      const overlap = readOverlap(request.body)
      return agentBotJson(await reset(app.db.query, await findOwnBot(app.db.query, account.id, request.params.id), overlap), role)
    })
  }
}
