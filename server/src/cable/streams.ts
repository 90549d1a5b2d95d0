import { createHash } from 'node:crypto'
import { isBot } from '../agent_bots/snapshot.ts'
import { catalogue, cableData, type Audience, type EventDefinition } from '../events/catalogue.ts'
import type { ToldEvent } from '../events/emit.ts'

/** Who listens: a contact in one of its sessions, or an agent in one account. */
export type Subscriber = ContactSubscriber | AgentSubscriber

export interface ContactSubscriber {
  kind: 'contact'
  account_id: number
  contact_id: number
  contact_inbox_id: number
  hmac_verified: boolean
}

export interface AgentSubscriber {
  kind: 'agent'
  account_id: number
  user_id: number
  role: 'agent' | 'administrator'
  inbox_ids: number[]
  /** `session` is the dashboard, known by the cookie of its handshake. */
  by: 'token' | 'session'
}

export const userStream = (id: number) => `user:${id}`
export const contactInboxStream = (id: number) => `contact_inbox:${id}`
const verifiedContactStream = (contactId: number) => `verified_contact:${contactId}`
/** What one user hears in one account, and nobody else. */
const memberStream = (accountId: number, userId: number) => `member:${accountId}:${userId}`
const accountStream = (id: number) => `account:${id}`
const adminsStream = (accountId: number) => `admins:${accountId}`
const inboxStream = (id: number) => `inbox:${id}`

/** What a subscriber hears. Streams are named by ids, never by tokens. */
export function streamsFor(who: Subscriber): string[] {
  if (who.kind === 'contact') {
    const own = contactInboxStream(who.contact_inbox_id)
    return who.hmac_verified ? [own, verifiedContactStream(who.contact_id)] : [own]
  }
  const work = who.role === 'administrator' ? [adminsStream(who.account_id)] : who.inbox_ids.map(inboxStream)
  return [userStream(who.user_id), memberStream(who.account_id, who.user_id), accountStream(who.account_id), ...work]
}

/**
 * What clients know a subscription's stream by. It tells nothing, and is another one whenever the rights are others: what an offset in the old one
 * stands for would not be what the new one leaves out.
 */
export function streamIdOf({ identifier, streams, who }: { identifier: string; streams: string[]; who: Subscriber }): string {
  // The events of a contact that was merged stay those of the one that is gone.
  const whose = who.kind === 'contact' ? who.contact_id : who.user_id
  return createHash('sha256').update(JSON.stringify([identifier, whose, streams.toSorted()])).digest('base64url').slice(0, 22)
}

/** One telling of an event: `data` is null when this audience hears nothing of it. */
export interface Broadcast {
  streams: string[]
  /** A user who does not hear it, on none of their connections. */
  except: number | null
  data: () => object | null
}

const audiences: Record<Audience, (subject: any) => string[]> = {
  members: ({ account, inbox }) => [adminsStream(account.id), inboxStream(inbox.id)],
  account: ({ account }) => [accountStream(account.id)],
  administrators: ({ account }) => [adminsStream(account.id)],
  user: ({ account, user_id }) => [memberStream(account.id, user_id)],
}

/** Who hears of an event, and what (client API §7): the team, and beside it the contact where the catalogue says so. */
export function broadcastsOf(event: ToldEvent): Broadcast[] {
  const { name, subject, changes } = event
  const { cable } = catalogue[name] as EventDefinition<any>
  if (!cable) return []
  const { toContact } = cable
  const say = (payload: object | null, contactId: number | null = null) => payload && cableData(event, payload, contactId)
  const isTyping = name === 'conversation.typing_on' || name === 'conversation.typing_off'
  return [
    {
      streams: audiences[cable.to](subject),
      except: isTyping && subject.user && !isBot(subject.user) ? subject.user.id : null,
      data: () => say(cable.data(subject, changes)),
    },
    ...(toContact ? [{ streams: [contactStream(subject, isTyping)], except: null, data: () => say(toContact(subject, changes), subject.contact.id) }] : []),
  ]
}

/** A verified contact hears its conversations in every verified session; typing stays in the session it happens in (client API §7, client¹). */
function contactStream({ contact_inbox }: ToldEvent['subject'], isTyping: boolean): string {
  return contact_inbox.hmac_verified && !isTyping ? verifiedContactStream(contact_inbox.contact_id) : contactInboxStream(contact_inbox.id)
}
