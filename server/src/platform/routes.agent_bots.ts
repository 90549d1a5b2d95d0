import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { createBot, deleteBot, listBotsById, moveBot, tokenOf, updateBot, type AgentBot } from '../agent_bots/agent_bots.ts'
import { PlatformBot, platformBot } from '../agent_bots/json.ts'
import { findProvisionedAccount } from '../accounts/provision.ts'
import { keepAvatar, removeAvatar } from '../attachments/avatar.ts'
import { releaseSoon } from '../conversations/release.ts'
import { systemCause } from '../events/cause.ts'
import { NotFound } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Nullable, Text } from '../http/shapes.ts'
import { checkPermitted, listPermitted, permit, type PlatformApp } from './apps.ts'

const tags = ['Platform']
const config = { files: true }
const One = Type.Object({ id: Id })
const response = { 200: PlatformBot }
const Input = Type.Object({
  name: Type.Optional(Nullable(Text)), description: Type.Optional(Nullable(Text)), outgoing_url: Type.Optional(Nullable(Text)), account_id: Type.Optional(Nullable(Id)),
  avatar: Type.Optional(Type.Unknown({ description: 'A file, in a multipart body' })), avatar_url: Type.Optional(Nullable(Text)),
})

/** Bots of accounts and, without `account_id`, of the whole installation, below `/platform/api/v1/agent_bots`. */
export async function platformBotRoutes(app: App): Promise<void> {
  const { dataDir } = app.config
  const shown = async (bot: AgentBot) => platformBot(bot, await tokenOf(app.db.query, bot))

  app.get('', { schema: { tags, summary: 'List the bots', response: { 200: Type.Array(PlatformBot) } } }, async ({ platformApp }) =>
    Promise.all((await listBotsById(app.db.query, await listPermitted(app.db.query, platformApp, 'AgentBot'))).map(shown)))

  app.post('', { config, schema: { tags, summary: 'Create a bot', body: Input, response } }, async ({ platformApp, body }) => {
    const { account_id = null, avatar, ...input } = body
    await checkAccount(app, platformApp, account_id)
    const bot = await createBot(app.db, account_id, input, await keepAvatar(dataDir, avatar))
    await permit(app.db.query, platformApp, 'AgentBot', bot.id)
    return shown(bot)
  })

  app.get('/:id', { schema: { tags, summary: 'Show a bot', params: One, response } }, async (request) => shown(await findPermitted(app, request)))

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', config, schema: { tags, summary: 'Update a bot', params: One, body: Input, response },
    handler: async (request) => {
      const { avatar, ...input } = request.body
      const before = await findPermitted(app, request)
      const { account_id = before.account_id } = input
      if (account_id !== before.account_id) await checkAccount(app, request.platformApp, account_id)
      const picture = await keepAvatar(dataDir, avatar)
      const bot = await app.db.transaction(async (query) => {
        await updateBot(query, before, input, picture)
        return moveBot(query, systemCause, before, account_id)
      })
      releaseSoon(app.db)
      if (bot.avatar_url !== before.avatar_url) await removeAvatar(dataDir, before.avatar_url)
      return shown(bot)
    },
  })

  app.delete('/:id', { schema: { tags, summary: 'Delete a bot', params: One, response: { 200: Empty } } }, async (request, reply) => {
    const bot = await findPermitted(app, request)
    await deleteBot(app.db, systemCause, bot)
    await removeAvatar(dataDir, bot.avatar_url)
    return reply.send()
  })

  app.delete('/:id/avatar', { schema: { tags, summary: 'Delete the picture of a bot', params: One, response } }, async (request) => {
    const before = await findPermitted(app, request)
    const bot = await updateBot(app.db.query, before, {}, '')
    await removeAvatar(dataDir, before.avatar_url)
    return shown(bot)
  })
}

/** A bot reads the conversations of its account: that must be the app's own. Throws 404 and 401. */
async function checkAccount(app: App, platformApp: PlatformApp, accountId: number | null): Promise<void> {
  if (accountId !== null) await checkPermitted(app.db.query, platformApp, 'Account', (await findProvisionedAccount(app.db.query, accountId)).id)
}

/** Throws 404, or 401 for a bot that is not the app's. */
async function findPermitted(app: App, { params, platformApp }: FastifyRequest): Promise<AgentBot> {
  const [bot] = await listBotsById(app.db.query, [(params as { id: number }).id])
  if (!bot) throw new NotFound()
  await checkPermitted(app.db.query, platformApp, 'AgentBot', bot.id)
  return bot
}
