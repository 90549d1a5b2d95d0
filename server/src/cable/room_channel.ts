import type { Db } from '../db/db.ts'
import type { Channel, Connection, Subscription } from './connection.ts'
import type { Hub } from './hub.ts'
import type { Presence } from './presence.ts'
import { createRoster, type Roster } from './roster.ts'
import type { Subscriber } from './streams.ts'
import { maybeSubscriber, type RoomParams } from './subscribers.ts'

interface Parts {
  db: Db
  hub: Hub
  presence: Presence
}

const mostReads = 20

/** The one channel there is: everything that a contact or an agent hears (client API §6). */
export function createRoomChannel({ db, hub, presence }: Parts): Channel {
  const roster = createRoster(db)
  return {
    async subscribe(connection, identifier) {
      const params = roomParams(identifier)
      if (!params) return
      const subscription = await admit(db, hub, connection, identifier, params)
      if (subscription) await reportPresence(presence, roster, subscription)
    },
    async perform(subscription, data) {
      if ((data as { action?: unknown }).action === 'update_presence') await reportPresence(presence, roster, subscription)
    },
    left: hub.leave,
  }
}

/** Confirms and joins in one go, so that no event is missed after the confirmation and none comes before it. */
async function admit(db: Db, hub: Hub, connection: Connection, identifier: string, params: RoomParams): Promise<Subscription | null> {
  for (let reads = 0; reads < mostReads; reads += 1) {
    const { version } = hub
    const who = await maybeSubscriber(db, params, connection.sessionUser)
    // Rights that changed meanwhile may be those just read.
    if (hub.version !== version) continue
    if (!who) {
      connection.reject(identifier)
      return null
    }
    const subscription = connection.accept(identifier, who)
    if (subscription) hub.join(subscription)
    return subscription
  }
  throw new Error('Rights kept changing while they were read.')
}

/** Counts as a sign of life; answered to the subscriber alone (client API §6.4). */
async function reportPresence(presence: Presence, roster: Roster, subscription: Subscription): Promise<void> {
  markSeen(presence, subscription.who)
  const members = await roster(subscription.who.account_id)
  const { kind, account_id } = subscription.who
  const data = {
    account_id,
    users: Object.fromEntries(presence.known(account_id, members).map(({ user_id, availability }) => [user_id, availability])),
    ...(kind === 'agent' ? { contacts: Object.fromEntries(presence.onlineContacts(account_id).map((id) => [id, 'online'])) } : {}),
  }
  subscription.connection.deliver(subscription, Buffer.from(`${JSON.stringify({ event: 'presence.update', data })}}`))
}

function markSeen(presence: Presence, who: Subscriber): void {
  if (who.kind === 'agent') presence.seen('user', who.account_id, who.user_id)
  else presence.seen('contact', who.account_id, who.contact_id)
}

function roomParams(identifier: string): RoomParams | null {
  try {
    const params = JSON.parse(identifier) as RoomParams | null
    return params?.channel === 'RoomChannel' ? params : null
  } catch {
    return null
  }
}
