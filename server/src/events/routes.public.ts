import Type from 'typebox'
import { findSession, guardVerified, type Session } from '../contacts/sessions.ts'
import type { App } from '../http/fastify.ts'
import { Text } from '../http/shapes.ts'
import { contactEvents, ContactFrame } from './bodies.ts'
import { cableData, catalogue, type EventDefinition } from './catalogue.ts'
import type { ToldEvent } from './emit.ts'
import { FeedMeta, follow, hangingUp, Reading } from './follow.ts'
import { inOrder, pageColumns } from './log.ts'

const tags = ['Client API: events']
const One = Type.Object({ inbox_id: Text, contact_id: Text })
const Feed = Type.Object({ payload: Type.Array(ContactFrame), meta: FeedMeta }, { $id: 'ContactFeed' })

/** What the sockets of a contact hear, by cursor (docs/events.md). `contact_id` in the address is the source id. */
export async function publicEventRoutes(app: App): Promise<void> {
  const hangUp = hangingUp(app)

  app.get('/', { schema: { tags, summary: 'Follow', params: One, querystring: Type.Object(Reading), response: { 200: Feed } } }, async (request, reply) => {
    const session = await findSession(app.db, request.params.inbox_id, request.params.contact_id)
    guardVerified(session)
    const { account, contact, contact_inbox } = session
    return follow(app.db, {
      account_id: account.id,
      rows: ofSession,
      values: [contact_inbox.id, contactEvents],
      sparse: false,
      tell: (event) => frame(event, session),
      concerns: ({ subject }) => subject.contact?.id === contact.id || subject.contact_inbox?.id === contact_inbox.id,
      signal: hangUp(reply),
    }, request.query) as never
  })
}

/** Of the session's conversations, or of all the contact's when the session is verified, as everywhere (client API §2.6). */
const ofSession = `
  select e.* from contact_inboxes s
    join conversations c on c.account_id = s.account_id and c.contact_id = s.contact_id and (s.hmac_verified or c.contact_inbox_id = s.id)
   cross join lateral (
     select ${pageColumns} from events e where e.account_id = $1 and e.conversation_id = c.id and e.name = any($6) and ${inOrder}) e
   where s.account_id = $1 and s.id = $5 order by e.id limit $4::int + 1`

/** The very frame of the cable; another session's token is not for this one. Null for notes and activity lines. */
function frame(event: ToldEvent, { contact_inbox }: Session): object | null {
  const { subject, changes, name } = event
  const payload = (catalogue[name] as EventDefinition<any>).cable!.toContact!(subject, changes)
  if (payload === null) return null
  const data = cableData(event, payload, subject.contact.id) as { contact_inbox?: { id: number; pubsub_token: string | null } }
  if (data.contact_inbox && data.contact_inbox.id !== contact_inbox.id) data.contact_inbox = { ...data.contact_inbox, pubsub_token: null }
  return { event: name, data }
}
