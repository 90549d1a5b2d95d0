import type { Db } from '../db/db.ts'
import type { Channel, Connection, Subscription } from './connection.ts'
import type { History } from './history.ts'
import type { Hub } from './hub.ts'
import type { Offsets } from './offsets.ts'
import type { Presence } from './presence.ts'
import { createRoster, type Roster } from './roster.ts'
import type { Subscriber } from './streams.ts'
import { maybeSubscriber, type RoomParams } from './subscribers.ts'

interface Parts {
  db: Db
  hub: Hub
  presence: Presence
  offsets: Offsets
  history: History
}

const mostReads = 20

/** The one channel there is: everything that a contact or an agent hears (client API §6). */
export function createRoomChannel({ db, hub, presence, offsets, history }: Parts): Channel {
  const roster = createRoster(db)

  /** What goes out meanwhile is held back, so that it comes after what it followed. */
  const tellMissed = async (subscription: Subscription, request: unknown) => {
    const { connection } = subscription
    connection.hold(subscription)
    let told: Set<number> | null = null
    try {
      told = await history(subscription, request)
    } finally {
      connection.answerHistory(subscription, told)
    }
  }

  return {
    tellMissed,
    async subscribe(connection, identifier, missed) {
      const params = roomParams(identifier)
      if (!params) return
      if (connection.isExtended) await offsets.opened
      const subscription = await maybeAdmit(db, hub, connection, identifier, params, (joined) => {
        if (missed !== undefined) connection.hold(joined)
        connection.confirm(joined)
      })
      if (!subscription) return connection.reject(identifier)
      await reportPresence(presence, roster, subscription)
      if (missed !== undefined) await tellMissed(subscription, missed)
    },
    async restore(connection, identifier) {
      const params = roomParams(identifier)
      await offsets.opened
      return params && maybeAdmit(db, hub, connection, identifier, params, (joined) => connection.hold(joined))
    },
    async restored(subscription) {
      await reportPresence(presence, roster, subscription)
    },
    async perform(subscription, data) {
      if ((data as { action?: unknown }).action === 'update_presence') await reportPresence(presence, roster, subscription)
    },
    left: hub.leave,
  }
}

/** Joins whoever may, and confirms or holds back in one go, so that no event is missed after that and none comes before it. */
async function maybeAdmit(
  db: Db, hub: Hub, connection: Connection, identifier: string, params: RoomParams, onJoined: (subscription: Subscription) => void,
): Promise<Subscription | null> {
  for (let reads = 0; reads < mostReads; reads += 1) {
    const { version } = hub
    const who = await maybeSubscriber(db, params, connection.sessionUser)
    // Rights that changed meanwhile may be those just read.
    if (hub.version !== version) continue
    const subscription = who && connection.accept(identifier, who)
    if (!subscription) return null
    hub.join(subscription)
    onJoined(subscription)
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
  subscription.connection.deliver(subscription, Buffer.from(`${JSON.stringify({ event: 'presence.update', data })}}`), null)
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
