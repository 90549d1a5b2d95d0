import Type from 'typebox'
import { findConversation } from '../conversations/find.ts'
import { member, type Member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Id } from '../http/shapes.ts'
import { findInbox } from '../inboxes/inboxes.ts'
import { CallbackBody } from './bodies.ts'
import { callbackName, webhookBody } from './catalogue.ts'
import { FeedMeta, follow, hangingUp, Reading } from './follow.ts'
import { inOrder, pageColumns, type Part } from './log.ts'

const tags = ['Events']
const Account = Type.Object({ account_id: Id })
const Query = Type.Object({ ...Reading, inbox_id: Type.Optional(Id), conversation_id: Type.Optional(Id) })
const Feed = Type.Object({ payload: Type.Array(CallbackBody), meta: FeedMeta }, { $id: 'EventFeed' })

/** What callbacks tell, by cursor (docs/events.md), below `/events`. */
export async function eventRoutes(app: App): Promise<void> {
  const hangUp = hangingUp(app)

  app.get('/', { schema: { tags, summary: 'Follow', params: Account, querystring: Query, response: { 200: Feed } } }, async (request, reply) => {
    const caller = member(request)
    const { inbox_id, conversation_id, ...reading } = request.query
    const inbox = inbox_id === undefined ? null : await findInbox(app.db, caller, inbox_id)
    const found = conversation_id === undefined ? null : await findConversation(app.db, caller, conversation_id)
    return follow(app.db, {
      ...partOf(caller, inbox?.id ?? null, found?.conversation.id ?? null),
      tell: webhookBody,
      concerns: ({ name, subject }) => subject.account.id === caller.account.id && callbackName(name, subject) !== null,
      signal: hangUp(reply),
    }, reading) as never
  })
}

/** What an action posts is for its one address. */
const isForAll = `e.name not like 'automation\\_event.%' and e.name <> 'macro.executed'`
const kept = `e.account_id = $1 and e.webhook_event is not null and e.webhook_event not in ('conversation_typing_on', 'conversation_typing_off') and ${isForAll}`
const seenByAgent = 'e.inbox_id is null or e.inbox_id in (select x.inbox_id from inbox_members x where x.account_id = $1 and x.user_id = $5)'

/** What a member may see: administrators all, agents their inboxes and the contacts, which everybody sees (application API §1.5). */
function partOf({ account, role, user }: Member, inboxId: number | null, conversationId: number | null): Part {
  const values: unknown[] = []
  const value = (one: unknown) => `$${4 + values.push(one)}`
  const conditions = [kept]
  if (role !== 'administrator') {
    value(user.id)
    conditions.push(`(${seenByAgent})`)
  }
  if (inboxId !== null) conditions.push(`e.inbox_id = ${value(inboxId)}`)
  if (conversationId !== null) conditions.push(`e.conversation_id = ${value(conversationId)}`)
  return { account_id: account.id, rows: `select ${pageColumns} from events e where ${conditions.join(' and ')} and ${inOrder}`, values, sparse: conversationId === null && values.length > 0 }
}
