import type { Logger } from 'pino'
import type { Db } from '../db/db.ts'
import { type HappenedEvent, onCommitted, type Signal } from '../events/emit.ts'
import type { Hub } from './hub.ts'
import { isLasting } from './log.ts'
import type { Offsets } from './offsets.ts'
import { type Broadcast, broadcastsOf, contactInboxStream, userStream } from './streams.ts'
import { listAccess } from './subscribers.ts'

interface Parts {
  db: Db
  hub: Hub
  log: Logger
  offsets: Offsets
}

/** Tells sockets of an event; of one that this process did not commit, too. */
export type Tell = (event: HappenedEvent) => void

/** Tells sockets what this process commits, until `stop` is called. Nothing here can fail the verb that committed. */
export function broadcastCommits({ db, hub, log, offsets }: Parts): { tell: Tell; stop: () => void } {
  const turns = new Map<number, Promise<void>>()

  /** An event that follows a change of rights waits until the change has taken effect; events of one account keep their order. */
  const inTurn = (accountId: number, work: () => void | Promise<void>) => {
    const turn: Promise<void> = (turns.get(accountId) ?? Promise.resolve())
      .then(work)
      .catch((error: unknown) => log.error({ err: error }, 'cable broadcast failed'))
      .finally(() => turns.get(accountId) === turn && turns.delete(accountId))
    turns.set(accountId, turn)
  }

  const tell = (event: HappenedEvent) => {
    const accountId: number = event.subject.account.id
    if (turns.has(accountId)) return inTurn(accountId, () => publish(hub, offsets, event))
    try {
      publish(hub, offsets, event)
    } catch (error) {
      log.error({ err: error, event: event.name }, 'cable broadcast failed')
    }
  }

  const heed = (signal: Signal) => {
    hub.rightsChanged()
    if (signal.type === 'access') inTurn(signal.account_id, () => changeAccess(db, hub, signal.account_id, signal.user_ids))
    else if (signal.type === 'verified') verify(hub, signal.contact_inbox_id)
    else if (signal.type === 'moved') for (const id of signal.contact_inbox_ids) adopt(hub, id, signal.contact_id)
    else if (signal.type === 'token_replaced') endTokens(hub, signal.user_id)
    else void signOut(hub, signal.user_id)
  }

  // What died with the process before is told first.
  let waiting: HappenedEvent[] | null = []
  void offsets.opened.then(() => {
    waiting?.forEach(tell)
    waiting = null
  })

  const stop = onCommitted(db, ({ events, signals }) => {
    signals.forEach(heed)
    if (waiting) waiting.push(...events)
    else events.forEach(tell)
  })
  return { tell, stop }
}

/** Each audience's data is serialised once, and not at all when nobody listens. */
function publish(hub: Hub, offsets: Offsets, event: HappenedEvent): void {
  const lasts = isLasting(event.name)
  const offset = lasts ? offsets.give(event) : null
  if (lasts && offset === null) return
  for (const broadcast of broadcastsOf(event)) {
    const body = hub.hasListeners(broadcast.streams) ? bodyOf(event, broadcast) : null
    if (body) hub.publish(broadcast.streams, body, broadcast.except, offset)
  }
}

/** The JSON of the message and the closing brace of the frame; null when this audience hears nothing of it. */
export function bodyOf({ name }: HappenedEvent, { data }: Broadcast): Buffer | null {
  const told = data()
  return told && Buffer.from(`${JSON.stringify({ event: name, data: told })}}`)
}

/** Moves the connections of these users to the streams they may hear now. Who cannot be read about must reconnect. */
async function changeAccess(db: Db, hub: Hub, accountId: number, userIds: number[]): Promise<void> {
  const subscriptions = userIds.flatMap((id) => hub.listeners(userStream(id))).filter(({ who }) => who.account_id === accountId)
  if (subscriptions.length === 0) return
  try {
    const access = new Map((await listAccess(db, accountId, userIds)).map((agent) => [agent.user_id, agent]))
    for (const subscription of subscriptions) {
      const { who, connection, identifier, streams } = subscription
      if (who.kind !== 'agent' || streams.length === 0) continue
      const agent = access.get(who.user_id)
      if (agent) hub.move(subscription, { ...agent, by: who.by })
      else connection.reject(identifier)
    }
  } catch (error) {
    for (const { connection } of subscriptions) void connection.disconnect('remote', true)
    throw error
  }
}

/** A session that has proved whose it is hears the contact's other verified sessions from now on. */
function verify(hub: Hub, contactInboxId: number): void {
  for (const subscription of hub.listeners(contactInboxStream(contactInboxId))) {
    if (subscription.who.kind === 'contact') hub.move(subscription, { ...subscription.who, hmac_verified: true })
  }
}

/** A session belongs to another contact from now on, as two have become one. */
function adopt(hub: Hub, contactInboxId: number, contactId: number): void {
  for (const subscription of hub.listeners(contactInboxStream(contactInboxId))) {
    if (subscription.who.kind === 'contact') hub.move(subscription, { ...subscription.who, contact_id: contactId })
  }
}

/** Ends the sockets that were opened with the token before. */
function endTokens(hub: Hub, userId: number): void {
  const listening = hub.listeners(userStream(userId)).filter(({ who }) => who.kind === 'agent' && who.by === 'token')
  for (const connection of new Set(listening.map((each) => each.connection))) void connection.disconnect('unauthorized', false)
}

/** Ends the dashboards whose session is over; another browser's session of the same user goes on. */
async function signOut(hub: Hub, userId: number): Promise<void> {
  const listening = hub.listeners(userStream(userId)).filter(({ who }) => who.kind === 'agent' && who.by === 'session')
  for (const connection of new Set(listening.map((each) => each.connection))) {
    const user = await connection.sessionUser().catch(() => null)
    if (user !== userId) void connection.disconnect('unauthorized', false)
  }
}
