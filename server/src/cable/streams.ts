import { catalogue, cableData, type EventDefinition } from '../events/catalogue.ts'
import type { HappenedEvent } from '../events/emit.ts'

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
  return [userStream(who.user_id), accountStream(who.account_id), ...work]
}

/** One telling of an event: `data` is null when this audience hears nothing of it. */
interface Broadcast {
  streams: string[]
  /** A user who does not hear it, on none of their connections. */
  except: number | null
  data: () => object | null
}

/** Who hears of an event, and what (client API §7): the team, and beside it the contact where the catalogue says so. */
export function broadcastsOf({ name, subject, changes, cause }: HappenedEvent): Broadcast[] {
  const { cable } = catalogue[name] as EventDefinition<any>
  if (!cable) return []
  const { toContact } = cable
  const say = (payload: object | null) => payload && cableData(name, payload, subject.account.id, cause.performer)
  const isTyping = name === 'conversation.typing_on' || name === 'conversation.typing_off'
  return [
    {
      streams: cable.to === 'account' ? [accountStream(subject.account.id)] : [adminsStream(subject.account.id), inboxStream(subject.inbox.id)],
      except: isTyping ? subject.user?.id ?? null : null,
      data: () => say(cable.data(subject, changes)),
    },
    ...(toContact ? [{ streams: [contactStream(subject, isTyping)], except: null, data: () => say(toContact(subject, changes)) }] : []),
  ]
}

/** A verified contact hears its conversations in every verified session; typing stays in the session it happens in (client API §7, client¹). */
function contactStream({ contact_inbox }: HappenedEvent['subject'], isTyping: boolean): string {
  return contact_inbox.hmac_verified && !isTyping ? verifiedContactStream(contact_inbox.contact_id) : contactInboxStream(contact_inbox.id)
}
