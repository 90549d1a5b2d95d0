import type pg from 'pg'
import { pino } from 'pino'
import { loadConversation } from '../../src/conversations/snapshot.ts'
import { openDb, type Db } from '../../src/db/db.ts'
import { newToken, openSecrets, seal, tokenHash } from '../../src/db/secrets.ts'
import { startDeliveries, type Deliveries, type DeliveryOptions } from '../../src/deliveries/deliver.ts'
import { defaultSchedule, type Schedule } from '../../src/deliveries/schedule.ts'
import { systemCause } from '../../src/events/cause.ts'
import { setPublicUrl } from '../../src/http/public_url.ts'
import { outgoing } from '../../src/messages/message.ts'
import { createMessage, type NewMessage } from '../../src/messages/messages.ts'

/** The ledger and its worker on a database of their own, without the rest of the server. */
export interface Stage {
  db: Db
  connection: pg.PoolConfig
  account: number
  /** Delivers what was committed through `db`, or through another connection that stands for another process. */
  deliver(options?: Partial<Pick<DeliveryOptions, 'db' | 'schedule' | 'onGivenUp' | 'mostInMemory'> & DeliveryOptions['config']>): Deliveries
  stop(): Promise<void>
}

export const secretKey = 'a secret key for tests, of good length'

/** The real schedule's shape within fractions of a second. */
export const quick: Schedule = { ...defaultSchedule, waits: [20, 40, 60, 80, 100], jitter: 0, probe: 5 }

export async function openStage(connection: pg.PoolConfig): Promise<Stage> {
  openSecrets(secretKey)
  setPublicUrl('http://localhost:3000')
  const db = openDb(connection, 4)
  const account = await idOf(db, `insert into accounts (name) values ('acme') returning id`, [])
  const running: Deliveries[] = []
  return {
    db, connection, account,
    deliver({ db: other, schedule = quick, onGivenUp = () => undefined, mostInMemory, ...config } = {}) {
      const settings = { webhookTimeout: 5, webhookAllowHosts: [], webhookConcurrency: 32, publicUrl: 'http://localhost:3000', smtpAddress: '', brandName: 'Parley', ...config }
      const started = startDeliveries({ db: other ?? db, connection: { ...connection, application_name: 'worker' }, config: settings, log: pino({ level: process.env.TEST_LOG ?? 'silent' }), onGivenUp, schedule, mostInMemory })
      running.push(started)
      return started
    },
    async stop() {
      await Promise.all(running.map((each) => each.stop()))
      await db.close()
    },
  }
}

export interface Inbox {
  id: number
  secret: string
}

export async function addInbox({ db, account }: Pick<Stage, 'db' | 'account'>, url: string): Promise<Inbox> {
  const secret = newToken()
  const id = await idOf(
    db, `insert into inboxes (account_id, name, identifier, webhook_url, secret, hmac_token, working_hours) values ($1, 'web', $2, $3, $4, $5, '[]') returning id`,
    [account, newToken(), url, seal(secret), seal(newToken())])
  return { id, secret }
}

export async function addWebhook({ db, account }: Stage, url: string, subscriptions: string[]): Promise<number> {
  return idOf(db, 'insert into webhooks (account_id, url, subscriptions, secret) values ($1, $2, $3, $4) returning id', [account, url, subscriptions, seal(newToken())])
}

/** A customer's conversation in this inbox, by its row id. Nothing is emitted. */
export async function addConversation({ db, account }: Pick<Stage, 'db' | 'account'>, inbox: Inbox): Promise<number> {
  const token = newToken()
  const contact = await idOf(db, `insert into contacts (account_id, name) values ($1, 'Omar') returning id`, [account])
  const session = await idOf(
    db, `insert into contact_inboxes (account_id, contact_id, inbox_id, source_id, pubsub_token, pubsub_token_hash) values ($1, $2, $3, $4, $5, $6) returning id`,
    [account, contact, inbox.id, token, seal(token), tokenHash(token)])
  return idOf(
    db, `insert into conversations (account_id, inbox_id, contact_id, contact_inbox_id, display_id, uuid, last_activity_at, created_at, updated_at)
         values ($1, $2, $3, $4, $4, gen_random_uuid(), now(), now(), now()) returning id`, [account, inbox.id, contact, session])
}

/** Writes a message as the product does and answers its id; an answer of the team unless said otherwise. */
export async function say(db: Db, conversation: number, content: string, input: Partial<NewMessage> = {}): Promise<number> {
  const loaded = await loadConversation(db.query, conversation, 1)
  const { message } = await createMessage(db, systemCause, loaded!, { message_type: outgoing, content, sender: null, ...input })
  return message.id
}

/** The deliveries of message_created, in the order of the ledger. */
export const listDeliveries = ({ db }: Pick<Stage, 'db'>) => db.query(
  `select d.*, e.subject -> 'message' ->> 'content' as content from deliveries d join events e on e.id = d.event_id where e.name = 'message.created' order by d.id`)

export const listAttempts = ({ db }: Stage) => db.query(
  `select a.*, e.subject -> 'message' ->> 'content' as content from delivery_attempts a join deliveries d on d.id = a.delivery_id join events e on e.id = d.event_id
    where e.name = 'message.created' order by a.id`)

/** Looks again until it is so; a test that waits in vain runs into its own time limit. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10))
}

export const untilSettled = (stage: Pick<Stage, 'db'>) =>
  until(async () => (await stage.db.query(`select 1 from deliveries where state = 'pending' limit 1`)).length === 0)

async function idOf(db: Db, text: string, values: unknown[]): Promise<number> {
  const [row] = await db.query<{ id: number }>(text, values)
  return row!.id
}
