import type { Db } from '../db/db.ts'
import { isDuplicate } from '../db/db.ts'
import { newToken, seal } from '../db/secrets.ts'
import { subscribable } from '../events/catalogue.ts'
import { Invalid, NotFound } from '../http/errors.ts'
import { checkLength } from '../http/lengths.ts'
import { readCallbackUrl } from './url.ts'

/** Somebody outside who is told what happens in an account. */
export interface Webhook {
  id: number
  account_id: number
  name: string | null
  url: string
  subscriptions: string[]
  /** Sealed. Signs its callbacks. */
  secret: string
  /** An inbox may be noted; every inbox's events are told all the same (application API §4.7). */
  inbox: { id: number; name: string } | null
}

/** As the client sent it. `inbox_id` must have been found for the caller. */
export interface WebhookInput {
  url?: string | null
  name?: string | null
  subscriptions?: unknown
  inbox_id?: number | null
}

export function listWebhooks(db: Db, accountId: number): Promise<Webhook[]> {
  return db.query<Webhook>(`select ${columns} from webhooks w ${inbox} where w.account_id = $1 order by w.id`, [accountId])
}

export async function findWebhook(db: Db, accountId: number, id: number): Promise<Webhook> {
  const [webhook] = await db.query<Webhook>(`select ${columns} from webhooks w ${inbox} where w.account_id = $1 and w.id = $2`, [accountId, id])
  if (!webhook) throw new NotFound()
  return webhook
}

export async function createWebhook(db: Db, accountId: number, input: WebhookInput): Promise<Webhook> {
  const { url, name, subscriptions, inbox_id } = check({ url: null, subscriptions: usual, ...input })
  const [row] = await unique(db.query<{ id: number }>(
    'insert into webhooks (account_id, url, name, subscriptions, inbox_id, secret) values ($1, $2, $3, $4, $5, $6) returning id',
    [accountId, url, name ?? null, subscriptions, inbox_id ?? null, seal(newToken())]))
  return findWebhook(db, accountId, row!.id)
}

/** Changes what the input names. */
export async function updateWebhook(db: Db, webhook: Webhook, input: WebhookInput): Promise<Webhook> {
  const { url, name, subscriptions, inbox_id } = { ...webhook, inbox_id: webhook.inbox?.id ?? null, ...check(input) }
  await unique(db.query(
    'update webhooks set url = $3, name = $4, subscriptions = $5, inbox_id = $6, updated_at = now() where account_id = $1 and id = $2',
    [webhook.account_id, webhook.id, url, name, subscriptions, inbox_id]))
  return findWebhook(db, webhook.account_id, webhook.id)
}

export async function deleteWebhook(db: Db, webhook: Webhook): Promise<void> {
  await db.query('delete from webhooks where account_id = $1 and id = $2', [webhook.account_id, webhook.id])
}

const columns = `w.id, w.account_id, w.name, w.url, w.subscriptions, w.secret, case when i.id is not null then json_build_object('id', i.id, 'name', i.name) end as inbox`
const inbox = 'left join inboxes i on i.account_id = w.account_id and i.id = w.inbox_id'

/** What a webhook is told of when its creator names nothing: all but the newer events. */
const usual = subscribable.slice(0, 8)

function check<I extends WebhookInput>(input: I): I {
  const checked = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as I
  checkLength(checked.name, 'name')
  if (checked.url !== undefined) checked.url = readUrl(checked.url)
  if (checked.subscriptions !== undefined) checked.subscriptions = readSubscriptions(checked.subscriptions)
  return checked
}

function readUrl(text: string | null): string {
  const url = readCallbackUrl(text, 'url')
  if (url === null) throw new Invalid('Url is invalid', ['url'])
  return url
}

function readSubscriptions(value: unknown): string[] {
  const names = Array.isArray(value) ? [...new Set(value)] : []
  if (names.length === 0 || !names.every((name) => subscribable.includes(name))) throw new Invalid('Subscriptions Invalid events', ['subscriptions'])
  return names
}

async function unique<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing
  } catch (error) {
    if (isDuplicate(error, 'webhooks_url')) throw new Invalid('Url has already been taken', ['url'])
    throw error
  }
}
