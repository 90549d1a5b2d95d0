import Type from 'typebox'
import { connectBot, findBot } from '../agent_bots/agent_bots.ts'
import { InboxBotJson, inboxBotJson } from '../agent_bots/json.ts'
import { administratorsOnly, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { readId } from '../http/ids.ts'
import { Empty, Id } from '../http/shapes.ts'
import { findInbox } from './inboxes.ts'

const tags = ['Inboxes']
const params = Type.Object({ id: Id })

/** The bot that answers first in an inbox (application API §3.1), below `/inboxes/:id`. */
export async function inboxBotRoutes(app: App): Promise<void> {
  // Without a bot the key is missing: the incumbent's view drops what is empty.
  const Connected = Type.Object({ agent_bot: Type.Optional(InboxBotJson) }, { $id: 'InboxBot' })
  app.get('/agent_bot', { schema: { tags, summary: 'The bot of an inbox', params, response: { 200: Connected } } }, async (request) => {
    const { account, role } = member(request)
    const { agent_bot_id } = await findInbox(app.db, member(request), request.params.id)
    return agent_bot_id === null ? {} : { agent_bot: inboxBotJson(await findBot(app.db.query, account.id, agent_bot_id), role) }
  })

  const Wanted = Type.Object({ agent_bot: Type.Optional(Type.Unknown({ description: 'Id of a bot; null, or nothing, for none' })) })
  app.post('/set_agent_bot', {
    onRequest: administratorsOnly, schema: { tags, summary: 'Connect a bot, or none', params, body: Wanted, response: { 200: Empty } },
  }, async (request, reply) => {
    const inbox = await findInbox(app.db, member(request), request.params.id)
    const { agent_bot: wanted = null } = request.body
    // What is no id is no bot that the account has, rather than none.
    await connectBot(app.db.query, inbox, wanted === null ? null : await findBot(app.db.query, inbox.account_id, readId(wanted) ?? 0))
    return reply.send()
  })
}
