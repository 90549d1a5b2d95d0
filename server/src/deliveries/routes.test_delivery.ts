import { randomUUID } from 'node:crypto'
import Type from 'typebox'
import { findOwnBot } from '../agent_bots/agent_bots.ts'
import { subscribable, toldToBots } from '../events/catalogue.ts'
import type { ToldEvent } from '../events/emit.ts'
import { administratorsOnly, causeOf, member, type Member } from '../http/auth.ts'
import { NotFound, refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Id, OneOf } from '../http/shapes.ts'
import { findInbox, listInboxes, type Inbox } from '../inboxes/inboxes.ts'
import { userSnapshot } from '../users/users.ts'
import { maybeEvent } from './deliveries.ts'
import { exampleEvent } from './examples.ts'
import { createGuard } from './guard.ts'
import { readReceiver } from './ledger.ts'
import { createPoster } from './post.ts'
import { requestOf } from './request.ts'
import { TestJson, testJson } from './wire.ts'

/** Whom a test is posted to. */
interface Tested {
  kind: 'inbox' | 'agent_bot'
  id: number
  /** Where the example takes place. */
  inbox: Inbox
  /** Whether an event of this inbox, null for none, is one of its own. */
  hears: (inboxId: number | null) => boolean
}

/** Below `…/inboxes/:id/test_delivery`. */
export const inboxTestRoutes = (app: App): Promise<void> => testRoutes(app, subscribable, async (caller, id) => {
  const inbox = await findInbox(app.db, caller, id)
  return { kind: 'inbox', id: inbox.id, inbox, hears: (inboxId) => inboxId === null || inboxId === inbox.id }
})

/** Below `…/agent_bots/:id/test_delivery`. */
export const botTestRoutes = (app: App): Promise<void> => testRoutes(app, toldToBots, async (caller, id) => {
  const bot = await findOwnBot(app.db.query, caller.account.id, id)
  const inboxes = await listInboxes(app.db, caller)
  const inbox = inboxes.find(({ agent_bot_id }) => agent_bot_id === bot.id) ?? inboxes[0]
  if (!inbox) throw refused('The account has no inbox')
  return { kind: 'agent_bot', id: bot.id, inbox, hears: (inboxId) => inboxId !== null }
})

/**
 * Posts one callback now, beside the ledger, and answers what came of it. The body is an example, or that of a past event (`event_id`). Marked with the
 * header `X-Parley-Test: true`; the answer changes no message.
 */
async function testRoutes(app: App, names: readonly string[], find: (caller: Member, id: number) => Promise<Tested>): Promise<void> {
  const poster = createPoster({ timeout: app.config.webhookTimeout * 1000, guard: createGuard(app.config) })
  app.addHook('onClose', async () => { await poster.close() })

  const Params = Type.Object({ account_id: Id, id: Id })
  const Wanted = Type.Object({ event: Type.Optional(OneOf(names)), event_id: Type.Optional(Id) })
  const schema = { tags: ['Deliveries'], summary: 'Try the callback', params: Params, body: Wanted, response: { 200: TestJson } }
  app.post('', { onRequest: administratorsOnly, schema }, async (request) => {
    const { account, user } = member(request)
    const tested = await find(member(request), request.params.id)
    const receiver = await readReceiver(app.db, { ...tested, account_id: account.id })
    if (!receiver) throw refused(`The ${tested.kind === 'inbox' ? 'inbox' : 'bot'} has no callback URL`)
    const { event, event_id } = request.body
    const told = event_id === undefined
      ? exampleEvent(event ?? 'message_created', { account, inbox: tested.inbox, user: userSnapshot(user), cause: causeOf(request) })
      : await pastEvent(account.id, tested, event_id, event)
    if (!told) throw refused(`Nothing is told under the name ${event}`)
    const uuid = randomUUID()
    const posted = requestOf({ ...told, event_id: told.id, ...receiver }, uuid)
    const outcome = await poster.post({ ...posted, custom_headers: { ...posted.custom_headers, 'X-Parley-Test': 'true' } }).outcome
    return testJson({ event: JSON.parse(posted.body).event as string, event_id: event_id ?? null, uuid, body: posted.body }, outcome!)
  })

  /** Throws 404 for one that is not kept or is none of the receiver's, 422 for one that callbacks do not tell, or not under this name. */
  async function pastEvent(accountId: number, { hears }: Tested, id: number, name: string | undefined): Promise<ToldEvent> {
    const found = await maybeEvent(app.db, accountId, id)
    if (!found || !hears(found.inbox_id)) throw new NotFound()
    if (found.webhook_event === null || (name === undefined && !names.includes(found.webhook_event))) throw refused('Callbacks do not tell this event')
    if (name !== undefined && name !== found.webhook_event) throw refused(`This event is ${found.webhook_event}`)
    return found
  }
}
