import type { Db } from '../db/db.ts'
import { isDuplicate } from '../db/db.ts'
import { newToken, seal } from '../db/secrets.ts'
import { subscribable } from '../events/catalogue.ts'
import type { Cause } from '../events/cause.ts'
import { Invalid, NotFound } from '../http/errors.ts'
import { readNamed, textUpTo } from '../http/fields.ts'
import { endOfOverlap, owningToken, readSubscriptions, type EndpointKeys } from './endpoint.ts'
import { readCustomHeaders } from './headers.ts'
import { readCallbackUrl } from './url.ts'

/** Somebody outside who is told what happens in an account. */
export interface Webhook extends EndpointKeys {
  id: number
  account_id: number
  name: string | null
  url: string
  subscriptions: string[]
  /** An inbox may be noted; every inbox's events are told all the same (application API §4.7). */
  inbox: { id: number; name: string } | null
}

/** As the client sent it. `inbox_id` must have been found for the caller. */
export interface WebhookInput {
  url?: string | null
  name?: string | null
  subscriptions?: unknown
  inbox_id?: number | null
  skip_own?: boolean
  custom_headers?: unknown
}

export function listWebhooks(db: Db, accountId: number): Promise<Webhook[]> {
  return db.query<Webhook>(`select ${columns} from webhooks w ${inbox} where w.account_id = $1 order by w.id`, [accountId])
}

export async function findWebhook(db: Db, accountId: number, id: number): Promise<Webhook> {
  const [webhook] = await db.query<Webhook>(`select ${columns} from webhooks w ${inbox} where w.account_id = $1 and w.id = $2`, [accountId, id])
  if (!webhook) throw new NotFound()
  return webhook
}

export async function createWebhook(db: Db, cause: Cause, accountId: number, input: WebhookInput): Promise<Webhook> {
  const { url, name = null, subscriptions, inbox_id = null, skip_own = false, custom_headers = null } = check({ url: null, subscriptions: usual, ...input }, null)
  const [row] = await unique(db.query<{ id: number }>(
    `insert into webhooks (account_id, url, name, subscriptions, inbox_id, skip_own, custom_headers, token_id, secret)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
    [accountId, url, name, subscriptions, inbox_id, skip_own, custom_headers, await owningToken(db.query, cause, null, url), seal(newToken())]))
  return findWebhook(db, accountId, row!.id)
}

/** Changes what the input names. */
export async function updateWebhook(db: Db, cause: Cause, webhook: Webhook, input: WebhookInput): Promise<Webhook> {
  const checked = check(input, webhook.custom_headers)
  const { url, name, subscriptions, inbox_id, skip_own, custom_headers } = { ...webhook, inbox_id: webhook.inbox?.id ?? null, ...checked }
  await unique(db.query(
    `update webhooks set url = $3, name = $4, subscriptions = $5, inbox_id = $6, skip_own = $7, custom_headers = $8, token_id = $9, updated_at = now()
      where account_id = $1 and id = $2`,
    [webhook.account_id, webhook.id, url, name, subscriptions, inbox_id, skip_own, custom_headers, await owningToken(db.query, cause, webhook, checked.url)]))
  return findWebhook(db, webhook.account_id, webhook.id)
}

/** A new secret. The old one signs beside it for `overlap` seconds; one that was older still is worth nothing from now on. */
export async function resetWebhookSecret(db: Db, { account_id, id }: Webhook, overlap: number): Promise<Webhook> {
  const until = endOfOverlap(overlap)
  await db.query(
    `update webhooks set secret = $3, previous_secret = case when $4::timestamptz is not null then secret end, previous_secret_until = $4, updated_at = now()
      where account_id = $1 and id = $2`,
    [account_id, id, seal(newToken()), until])
  return findWebhook(db, account_id, id)
}

export async function deleteWebhook(db: Db, webhook: Webhook): Promise<void> {
  await db.query('delete from webhooks where account_id = $1 and id = $2', [webhook.account_id, webhook.id])
}

const columns = `
  w.id, w.account_id, w.name, w.url, w.subscriptions, w.secret, w.previous_secret, w.previous_secret_until, w.custom_headers, w.skip_own, w.token_id,
  case when i.id is not null then json_build_object('id', i.id, 'name', i.name) end as inbox`
const inbox = 'left join inboxes i on i.account_id = w.account_id and i.id = w.inbox_id'

/** What a webhook is told of when its creator names nothing: all but the newer events. */
const usual = subscribable.slice(0, 8)

/** What the input names; `headers` are those that are kept so far, sealed like those that it answers. */
const check = (input: WebhookInput, headers: string | null) => readNamed(input, {
  url: readUrl, subscriptions: readSubscriptions, name: textUpTo(255), custom_headers: (wanted) => readCustomHeaders(wanted, headers),
})

function readUrl(text: string | null): string {
  const url = readCallbackUrl(text, 'url')
  if (url === null) throw new Invalid('Url is invalid', ['url'])
  return url
}

async function unique<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing
  } catch (error) {
    if (isDuplicate(error, 'webhooks_url')) throw new Invalid('Url has already been taken', ['url'])
    throw error
  }
}
