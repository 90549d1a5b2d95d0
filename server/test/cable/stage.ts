import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { inject } from 'vitest'
import { type Cable, startCable } from '../../src/cable/server.ts'
import { type ConversationSnapshot, loadConversation } from '../../src/conversations/snapshot.ts'
import { type Db, openDb } from '../../src/db/db.ts'
import { migrate } from '../../src/db/migrate.ts'
import { newToken, openSecrets, seal, tokenHash } from '../../src/db/secrets.ts'
import { type EventName, type SubjectOf } from '../../src/events/catalogue.ts'
import { type Cause, systemCause } from '../../src/events/cause.ts'
import { emit, type Signal, transact } from '../../src/events/emit.ts'
import type { MessageSnapshot } from '../../src/messages/message.ts'
import { setPublicUrl } from '../../src/http/public_url.ts'

/** A cable on its own port and database, with no other part of the server. */
export interface Stage {
  db: Db
  cable: Cable
  port: number
  url: string
  /** `cookie` header → the user it stands for. */
  sessions: Map<string, number>
  stop(): Promise<void>
}

export async function openStage(settings: { cableBufferLimit?: number; admit?: (request: IncomingMessage) => boolean } = {}): Promise<Stage> {
  const { admit, cableBufferLimit = 1024 } = settings
  const connection = inject('postgres')
  const name = `cable_${randomUUID().replaceAll('-', '')}`
  const admin = openDb(connection, 1)
  await admin.query(`create database ${name}`)
  openSecrets('a secret key for tests, of good length')
  setPublicUrl('http://localhost:3000')
  const db = openDb({ ...connection, database: name }, 4)
  await migrate(db)
  const sessions = new Map<string, number>()
  const server = createServer((_request, response) => response.writeHead(404).end('not an upgrade'))
  const sessionUser = async (request: IncomingMessage) => sessions.get(request.headers.cookie ?? '') ?? null
  const cable = startCable({ server, db, config: { cableBufferLimit, eventRetentionDays: 30 }, log: pino({ level: 'silent' }), sessionUser, ...(admit ? { admit } : {}) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    db, cable, port, url: `ws://127.0.0.1:${port}/cable`, sessions,
    async stop() {
      await cable.close('server_restart')
      server.closeAllConnections()
      server.close()
      await db.close()
      await admin.query(`drop database ${name} with (force)`)
      await admin.close()
    },
  }
}

export async function addAccount(db: Db, name: string): Promise<number> {
  return idOf(db, 'insert into accounts (name) values ($1) returning id', [name])
}

export interface Person {
  id: number
  token: string
}

export async function addUser(db: Db, accountId: number, name: string, role: 'agent' | 'administrator', inboxIds: number[] = []): Promise<Person> {
  const token = newToken()
  const id = await idOf(
    db, 'insert into users (email, name, pubsub_token, pubsub_token_hash) values ($1, $2, $3, $4) returning id',
    [`${name}.${token}@example.com`, name, seal(token), tokenHash(token)])
  await db.query('insert into account_users (account_id, user_id, role) values ($1, $2, $3)', [accountId, id, role])
  for (const inboxId of inboxIds) await db.query('insert into inbox_members (account_id, inbox_id, user_id) values ($1, $2, $3)', [accountId, inboxId, id])
  return { id, token }
}

export async function addInbox(db: Db, accountId: number, name: string): Promise<number> {
  return idOf(
    db, `insert into inboxes (account_id, name, identifier, secret, hmac_token, working_hours) values ($1, $2, $3, $4, $5, '[]') returning id`,
    [accountId, name, newToken(), seal(newToken()), seal(newToken())])
}

export async function addContact(db: Db, accountId: number, name: string): Promise<number> {
  return idOf(db, 'insert into contacts (account_id, name) values ($1, $2) returning id', [accountId, name])
}

/** A contact's session in an inbox; `id` is the contact inbox. */
export async function addSession(db: Db, accountId: number, contactId: number, inboxId: number, verified = false): Promise<Person> {
  const token = newToken()
  const id = await idOf(
    db, `insert into contact_inboxes (account_id, contact_id, inbox_id, source_id, hmac_verified, pubsub_token, pubsub_token_hash)
         values ($1, $2, $3, $4, $5, $6, $7) returning id`,
    [accountId, contactId, inboxId, randomUUID(), verified, seal(token), tokenHash(token)])
  return { id, token }
}

let conversations = 0

/** A conversation in a contact's session, as verbs load it. */
export async function addConversation(db: Db, sessionId: number): Promise<ConversationSnapshot> {
  const id = await idOf(
    db, `insert into conversations (account_id, inbox_id, contact_id, contact_inbox_id, display_id, uuid, last_activity_at, created_at, updated_at)
         select account_id, inbox_id, contact_id, id, $2, gen_random_uuid(), now(), now(), now() from contact_inboxes where id = $1 returning id`,
    [sessionId, conversations += 1])
  return (await loadConversation(db.query, id))!
}

let messages = 0

export function message(of: ConversationSnapshot, content: string, changes: Partial<MessageSnapshot> = {}): MessageSnapshot {
  const at = new Date().toISOString()
  return {
    id: messages += 1, account_id: of.account.id, inbox_id: of.inbox.id, conversation_id: of.conversation.id, message_type: 1, content, private: false,
    status: 'sent', source_id: null, content_type: 'text', content_attributes: {}, additional_attributes: {}, sender_type: null, sender_id: null,
    created_at: at, updated_at: at, attachments: [], sender: null, ...changes,
  }
}

/** Commits one event, as a verb does. */
export async function happen<N extends EventName>(db: Db, name: N, subject: SubjectOf<N>, cause: Cause = systemCause): Promise<void> {
  await transact(db, cause, async (tx) => emit(tx, name, subject))
}

/** Commits a change of rights, and whatever `work` changes with it. */
export async function signal(db: Db, what: Signal, text = 'select 1', values: unknown[] = []): Promise<void> {
  await transact(db, systemCause, async (tx) => {
    await tx.query(text, values)
    tx.signals.push(what)
  })
}

async function idOf(db: Db, text: string, values: unknown[]): Promise<number> {
  const [row] = await db.query<{ id: number }>(text, values)
  return row!.id
}
