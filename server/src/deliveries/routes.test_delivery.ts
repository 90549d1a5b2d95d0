import { randomUUID } from 'node:crypto'
import Type from 'typebox'
import { subscribable } from '../events/catalogue.ts'
import type { ToldEvent } from '../events/emit.ts'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import { NotFound, refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Id, OneOf } from '../http/shapes.ts'
import { findInbox, type Inbox } from '../inboxes/inboxes.ts'
import { userSnapshot } from '../users/users.ts'
import { maybeEvent } from './deliveries.ts'
import { exampleEvent } from './examples.ts'
import { createGuard } from './guard.ts'
import { readReceiver } from './ledger.ts'
import { createPoster } from './post.ts'
import { requestOf } from './request.ts'
import { TestJson, testJson } from './wire.ts'

/**
 * `POST …/inboxes/:id/test_delivery`: posts one callback now, beside the ledger, and answers what came of it. The body is an example, or that of a past event
 * (`event_id`). Marked with the header `X-Parley-Test: true`; the answer changes no message.
 */
export async function testDeliveryRoutes(app: App): Promise<void> {
  const poster = createPoster({ timeout: app.config.webhookTimeout * 1000, guard: createGuard(app.config) })
  app.addHook('onClose', async () => { await poster.close() })

  const Params = Type.Object({ account_id: Id, id: Id })
  const Wanted = Type.Object({ event: Type.Optional(OneOf(subscribable)), event_id: Type.Optional(Id) })
  const schema = { tags: ['Deliveries'], summary: 'Try the callback', params: Params, body: Wanted, response: { 200: TestJson } }
  app.post('', { onRequest: administratorsOnly, schema }, async (request) => {
    const { account, user } = member(request)
    const inbox = await findInbox(app.db, member(request), request.params.id)
    const receiver = await readReceiver(app.db, { account_id: account.id, kind: 'inbox', id: inbox.id })
    if (!receiver) throw refused('The inbox has no callback URL')
    const { event, event_id } = request.body
    const told = event_id === undefined
      ? exampleEvent(event ?? 'message_created', { account, inbox, user: userSnapshot(user), cause: causeOf(request) })
      : await pastEvent(account.id, inbox, event_id, event)
    if (!told) throw refused(`Nothing is told under the name ${event}`)
    const uuid = randomUUID()
    const posted = requestOf({ ...told, event_id: told.id, ...receiver }, uuid)
    const outcome = await poster.post({ ...posted, custom_headers: { ...posted.custom_headers, 'X-Parley-Test': 'true' } }).outcome
    return testJson({ event: JSON.parse(posted.body).event as string, event_id: event_id ?? null, uuid, body: posted.body }, outcome!)
  })

  /** Throws 404 for one that is not kept or is another inbox's, 422 for one that callbacks do not tell, or not under this name. */
  async function pastEvent(accountId: number, inbox: Inbox, id: number, name: string | undefined): Promise<ToldEvent> {
    const found = await maybeEvent(app.db, accountId, id)
    if (!found || (found.inbox_id !== null && found.inbox_id !== inbox.id)) throw new NotFound()
    if (found.webhook_event === null) throw refused('Callbacks do not tell this event')
    if (name !== undefined && name !== found.webhook_event) throw refused(`This event is ${found.webhook_event}`)
    return found
  }
}
