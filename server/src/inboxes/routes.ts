import Type from 'typebox'
import { type Agent, listAssignableAgents } from '../agents/agents.ts'
import { AgentJson, agentJson } from '../agents/wire.ts'
import { keepAvatar, removeAvatar } from '../attachments/avatar.ts'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import { NotFound, refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { OverlapInput, readOverlap } from '../http/overlap.ts'
import { isObject } from '../http/params.ts'
import { Empty, Id } from '../http/shapes.ts'
import { deleteInbox } from './delete.ts'
import { createInbox, findInbox, listInboxes, removeInboxAvatar, rotateSecret, updateInbox } from './inboxes.ts'
import { InboxInput } from './input.ts'
import { InboxJson, inboxJson } from './wire.ts'

const Params = Type.Object({ id: Id })
const Agents = Type.Object({ payload: Type.Array(AgentJson) })
const writes = { onRequest: administratorsOnly }
const tags = ['Inboxes']

/** Application API §3, below `/inboxes`. */
export async function inboxRoutes(app: App): Promise<void> {
  app.addHook('preValidation', async ({ body }) => readNullWords(body))
  readingRoutes(app)
  writingRoutes(app)
  secretRoutes(app)
  otherChannels(app)
}

/** `/assignable_agents`: who may be given conversations of all the inboxes named (application API §3.1). */
export async function assignableAgentRoutes(app: App): Promise<void> {
  const Query = Type.Object({ inbox_ids: Type.Array(Id, { default: [] }) })
  app.get('/', { schema: { tags, summary: 'Agents of several inboxes', querystring: Query, response: { 200: Agents } } }, async (request) => {
    const { inbox_ids } = request.query
    if (inbox_ids.length === 0) throw new NotFound()
    for (const id of inbox_ids) await findInbox(app.db, member(request), id)
    return agentsJson(app, await listAssignableAgents(app.db.query, member(request).account.id, inbox_ids))
  })
}

function readingRoutes(app: App): void {
  app.get('/', { schema: { tags, summary: 'List', response: { 200: Type.Object({ payload: Type.Array(InboxJson) }) } } }, async (request) => {
    const inboxes = await listInboxes(app.db, member(request))
    return { payload: inboxes.map((inbox) => inboxJson(inbox, member(request).role)) }
  })

  app.get('/:id', { schema: { tags, summary: 'Show', params: Params, response: { 200: InboxJson } } }, async (request) =>
    inboxJson(await findInbox(app.db, member(request), request.params.id), member(request).role))

  app.get('/:id/assignable_agents', {
    schema: { tags, summary: 'Agents of the inbox, and administrators', deprecated: true, params: Params, response: { 200: Agents } },
  }, async (request) => {
    const inbox = await findInbox(app.db, member(request), request.params.id)
    return agentsJson(app, await listAssignableAgents(app.db.query, inbox.account_id, [inbox.id]))
  })
}

function writingRoutes(app: App): void {
  const config = { files: true }

  app.post('/', { ...writes, config, schema: { tags, summary: 'Create', body: InboxInput, response: { 200: InboxJson } } }, async (request) => {
    const { account, role } = member(request)
    const picture = await keepAvatar(app.config.dataDir, request.body.avatar)
    return inboxJson(await createInbox(app.db, causeOf(request), account, request.body, picture), role)
  })

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', ...writes, config,
    schema: { tags, summary: 'Update', params: Params, body: InboxInput, response: { 200: InboxJson } },
    handler: async (request) => {
      const { account, role } = member(request)
      const before = await findInbox(app.db, member(request), request.params.id)
      const picture = await keepAvatar(app.config.dataDir, request.body.avatar)
      const inbox = await updateInbox(app.db, causeOf(request), account, before.id, request.body, picture)
      if (picture) await removeAvatar(app.config.dataDir, before.avatar_url)
      return inboxJson(inbox, role)
    },
  })

  app.delete('/:id', {
    ...writes, schema: { tags, summary: 'Delete', params: Params, response: { 200: Type.Object({ message: Type.String() }) } },
  }, async (request) => {
    await deleteInbox(app.db, app.config.dataDir, causeOf(request), await findInbox(app.db, member(request), request.params.id))
    return { message: 'Your inbox deletion request will be processed in some time.' }
  })

  app.delete('/:id/avatar', { ...writes, schema: { tags, summary: 'Delete its picture', params: Params, response: { 200: Empty } } }, async (request, reply) => {
    const inbox = await findInbox(app.db, member(request), request.params.id)
    await removeInboxAvatar(app.db, causeOf(request), member(request).account, inbox.id)
    await removeAvatar(app.config.dataDir, inbox.avatar_url)
    return reply.code(200).send()
  })
}

function secretRoutes(app: App): void {
  const rotations = [
    { url: '/:id/reset_secret', which: 'secret', summary: 'New callback secret' },
    { url: '/:id/rotate_hmac_token', which: 'hmac_token', summary: 'New key of identity validation' },
  ] as const
  for (const { url, which, summary } of rotations) {
    app.post(url, { ...writes, schema: { tags, summary, params: Params, body: OverlapInput, response: { 200: InboxJson } } }, async (request) => {
      const { account, role } = member(request)
      return inboxJson(await rotateSecret(app.db, causeOf(request), account, request.params.id, which, readOverlap(request.body)), role)
    })
  }
}

/** What only inboxes of other channels have (application API §3.1). */
function otherChannels(app: App): void {
  app.get('/:id/campaigns', { ...writes, schema: { tags, summary: 'Campaigns: none in this channel', params: Params, response: { 200: Type.Array(Type.Never()) } } }, async (request) => {
    await findInbox(app.db, member(request), request.params.id)
    return []
  })

  const schema = { tags, summary: 'For WhatsApp only: always refused', params: Params }
  const whatsApp = [['POST', 'sync_templates'], ['GET', 'health'], ['POST', 'register_webhook'], ['GET', 'csat_template'], ['POST', 'csat_template']] as const
  for (const [method, name] of whatsApp) {
    app.route({
      method, url: `/:id/${name}`, ...writes, schema,
      handler: async (request) => {
        await findInbox(app.db, member(request), request.params.id)
        throw refused(`${name} is only for WhatsApp inboxes`)
      },
    })
  }
}

/** The text "null" means null here (application API §0.4). */
function readNullWords(body: unknown): void {
  if (isObject(body)) for (const [key, value] of Object.entries(body)) if (value === 'null') body[key] = null
}

const agentsJson = (app: App, agents: Agent[]) => ({ payload: agents.map((agent) => agentJson(agent, app.presence)) })
