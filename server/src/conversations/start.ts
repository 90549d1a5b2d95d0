import type { FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { findAgent } from '../agents/agents.ts'
import { findOrCreateContactInbox } from '../contacts/contact_inboxes.ts'
import { findContact } from '../contacts/contacts.ts'
import { findMisfits, refuseMisfits } from '../custom_attribute_definitions/fit.ts'
import { transact } from '../events/emit.ts'
import { causeOf, member, type Member } from '../http/auth.ts'
import { NotFound } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { IdInput, readId } from '../http/ids.ts'
import { Json, OneOf, Text } from '../http/shapes.ts'
import { findInbox } from '../inboxes/inboxes.ts'
import { MessageBody, readMessage } from '../messages/compose.ts'
import { findTeam } from '../teams/teams.ts'
import { userSnapshot } from '../users/users.ts'
import { keptAssignee } from './assignment.ts'
import { createConversation } from './create.ts'
import { placeIn, type Place } from './place.ts'
import { readSnooze } from './snooze.ts'
import { statuses } from './snapshot.ts'

export const NewConversationBody = Type.Object({
  inbox_id: Type.Optional(IdInput), contact_id: Type.Optional(IdInput), source_id: Type.Optional(Text),
  status: Type.Optional(OneOf(statuses)), snoozed_until: Type.Optional(Type.Unknown()), assignee_id: Type.Optional(Type.Integer()), team_id: Type.Optional(Type.Integer()), hmac_verified: Type.Optional(Type.Boolean()),
  additional_attributes: Type.Optional(Json), custom_attributes: Type.Optional(Json), message: Type.Optional(MessageBody),
})

/**
 * An agent or an integration starts a conversation (application API §6.4): with `inbox_id` and `contact_id`, which makes a
 * session where there is none, or with the `source_id` of an existing session. Throws NotFound, Invalid, or 401 for an inbox unseen.
 */
export async function startConversation(app: App, request: FastifyRequest, body: Static<typeof NewConversationBody>) {
  const inbox_id = readId(body.inbox_id)
  const contact_id = readId(body.contact_id)
  const { custom_attributes = {} } = body
  const snoozed_until = readSnooze(body.status, body.snoozed_until)
  refuseMisfits(await findMisfits(app.db.query, member(request).account.id, 'conversation_attribute', custom_attributes), {})
  const place = inbox_id !== null && contact_id !== null
    ? await placeOfContact(app, request, { ...body, inbox_id, contact_id })
    : await placeOfSource(app, member(request), body.source_id, inbox_id)
  const agent = body.assignee_id ? await findAgent(app.db.query, place.account.id, body.assignee_id) : null
  const team = body.team_id ? await findTeam(app.db.query, member(request), body.team_id) : null
  const wanted = agent && userSnapshot({ ...agent, availability_status: app.presence.userStatus(place.account.id, { ...agent, user_id: agent.id }) })
  const assignee = await keptAssignee(app.db, team, wanted)
  return createConversation(app.db, causeOf(request), place, {
    status: body.status,
    snoozed_until,
    additional_attributes: body.additional_attributes && withReferer(body.additional_attributes),
    custom_attributes,
    assignee,
    team: team && { id: team.id, name: team.name },
    allowed: app.config.conversationMessagePerMinuteLimit,
    // An empty object is no message.
    message: body.message && Object.keys(body.message).length > 0 ? await readMessage(request, body.message) : undefined,
  })
}

interface OfContact {
  inbox_id: number
  contact_id: number
  source_id?: string
  /** Whether a session that is made has proved to be its contact's. */
  hmac_verified?: boolean
}

async function placeOfContact(app: App, request: FastifyRequest, { inbox_id, contact_id, source_id, hmac_verified }: OfContact): Promise<Place> {
  const { account } = member(request)
  const inbox = await findInbox(app.db, member(request), inbox_id)
  const contact = await findContact(app.db.query, account, contact_id)
  const contact_inbox = await transact(app.db, causeOf(request), (tx) => findOrCreateContactInbox(tx, { account, inbox, contact, source_id, hmac_verified }))
  return placeIn({ account, inbox, contact, contact_inbox })
}

/** By `source_id` alone: of this account, in any inbox that the caller sees; an `inbox_id` beside it narrows. */
async function placeOfSource(app: App, member: Member, sourceId: string | undefined, inboxId: number | null): Promise<Place> {
  const [row] = sourceId === undefined ? [] : await app.db.query<Pick<Place, 'contact' | 'contact_inbox'>>(
    `select row_to_json(s) as contact_inbox, row_to_json(p) as contact from contact_inboxes s join contacts p on p.id = s.contact_id
      where s.account_id = $1 and s.inbox_id in (select i.id from inboxes i where i.account_id = $1) and md5(s.source_id) = md5($2) and s.source_id = $2 and ($3::bigint is null or s.inbox_id = $3) order by s.id desc limit 1`,
    [member.account.id, sourceId, inboxId])
  if (!row) throw new NotFound()
  const inbox = await findInbox(app.db, member, row.contact_inbox.inbox_id)
  return placeIn({ account: member.account, inbox, ...row })
}

/** A referer that is no web address is stored as null (application API §6.1). */
function withReferer(attributes: Record<string, unknown>): Record<string, unknown> {
  const { referer } = attributes
  return referer === undefined || (typeof referer === 'string' && /^https?:\/\//i.test(referer) && URL.canParse(referer)) ? attributes : { ...attributes, referer: null }
}
