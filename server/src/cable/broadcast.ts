import type { Logger } from 'pino'
import type { Db } from '../db/db.ts'
import { type HappenedEvent, onCommitted, type Signal } from '../events/emit.ts'
import type { Hub } from './hub.ts'
import { broadcastsOf, contactInboxStream, userStream } from './streams.ts'
import { listAccess } from './subscribers.ts'

interface Parts {
  db: Db
  hub: Hub
  log: Logger
}

/** Tells sockets what this process commits, until the returned function is called. Nothing here can fail the verb that committed. */
export function broadcastCommits({ db, hub, log }: Parts): () => void {
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
    if (turns.has(accountId)) return inTurn(accountId, () => publish(hub, event))
    try {
      publish(hub, event)
    } catch (error) {
      log.error({ err: error, event: event.name }, 'cable broadcast failed')
    }
  }

  const heed = (signal: Signal) => {
    hub.rightsChanged()
    if (signal.type === 'access') inTurn(signal.account_id, () => changeAccess(db, hub, signal.account_id, signal.user_ids))
    else if (signal.type === 'verified') verify(hub, signal.contact_inbox_id)
    else if (signal.type === 'token_replaced') endTokens(hub, signal.user_id)
    else void signOut(hub, signal.user_id)
  }

  return onCommitted(db, ({ events, signals }) => {
    signals.forEach(heed)
    events.forEach(tell)
  })
}

/** Each audience's data is serialised once, and not at all when nobody listens. */
function publish(hub: Hub, event: HappenedEvent): void {
  for (const { streams, except, data } of broadcastsOf(event)) {
    const told = hub.hasListeners(streams) ? data() : null
    if (told) hub.publish(streams, Buffer.from(`${JSON.stringify({ event: event.name, data: told })}}`), except)
  }
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
