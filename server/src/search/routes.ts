import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { listAgents } from '../agents/agents.ts'
import { member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Id, Text } from '../http/shapes.ts'
import { MessageJson, messageJson } from '../messages/wire.ts'
import { searchContacts, searchConversations, searchMessages, type FoundIn, type Wanted } from './search.ts'
import { FoundContact, FoundConversation, foundContact, foundConversation } from './wire.ts'

const tags = ['Search']
const querystring = Type.Object({ q: Type.Optional(Text), page: Type.Optional(Type.Number()) })
const params = Type.Object({ account_id: Id })
const Articles = Type.Array(Type.Never())

/** Application API §4.14, below `/search`: 15 of each kind a page. There are no articles here. */
export async function searchRoutes(app: App): Promise<void> {
  const finds = {
    conversations: async (request: FastifyRequest, wanted: Wanted, withAttributes = true) => conversationsJson(request, await searchConversations(app.db, member(request), wanted), withAttributes),
    contacts: async (request: FastifyRequest, wanted: Wanted) => (await searchContacts(app.db, member(request), wanted)).map(foundContact),
    messages: async (request: FastifyRequest, wanted: Wanted) => (await searchMessages(app.db, member(request), wanted)).map(({ of, message }) => messageJson(message!, of, app.presence)),
  }
  const shapes = { conversations: Type.Array(FoundConversation), contacts: Type.Array(FoundContact), messages: Type.Array(MessageJson), articles: Articles }

  const Everything = Type.Object({ payload: Type.Object(shapes) }, { $id: 'Found' })
  app.get('', { schema: { tags, summary: 'Search everything', params, querystring, response: { 200: Everything } } }, async (request) => {
    const wanted = wantedBy(request.query)
    const [conversations, contacts, messages] = await Promise.all([finds.conversations(request, wanted, false), finds.contacts(request, wanted), finds.messages(request, wanted)])
    return { payload: { conversations, contacts, messages, articles: [] } }
  })

  const Conversations = Type.Object({ payload: Type.Object({ conversations: shapes.conversations }) })
  app.get('/conversations', { schema: { tags, summary: 'Search conversations', params, querystring, response: { 200: Conversations } } }, async (request) =>
    ({ payload: { conversations: await finds.conversations(request, wantedBy(request.query)) } }))

  const Contacts = Type.Object({ payload: Type.Object({ contacts: shapes.contacts }) })
  app.get('/contacts', { schema: { tags, summary: 'Search contacts', params, querystring, response: { 200: Contacts } } }, async (request) =>
    ({ payload: { contacts: await finds.contacts(request, wantedBy(request.query)) } }))

  const Messages = Type.Object({ payload: Type.Object({ messages: shapes.messages }) })
  app.get('/messages', { schema: { tags, summary: 'Search messages', params, querystring, response: { 200: Messages } } }, async (request) =>
    ({ payload: { messages: await finds.messages(request, wantedBy(request.query)) } }))

  app.get('/articles', { schema: { tags, summary: 'Search articles', params, querystring, response: { 200: Type.Object({ payload: Type.Object({ articles: Articles }) }) } } },
    async () => ({ payload: { articles: [] } }))

  async function conversationsJson(request: FastifyRequest, found: FoundIn[], withAttributes: boolean) {
    const assignees = [...new Set(found.flatMap(({ of }) => (of.assignee ? [of.assignee.id] : [])))]
    const agents = assignees.length === 0 ? [] : await listAgents(app.db.query, member(request).account.id, assignees)
    const roles = new Map(agents.map(({ id, role }) => [id, role]))
    return found.map((one) => foundConversation(one, app.presence, roles, withAttributes))
  }
}

const wantedBy = ({ q = '', page }: { q?: string; page?: number }): Wanted => ({ q: q.trim(), page })
