import { dropToken, findToken, listTokens, renewToken, type AccessToken } from '../access_tokens/access_tokens.ts'
import { accountsWithBot, noteRelease, releaseSoon } from '../conversations/release.ts'
import type { Db, Query } from '../db/db.ts'
import { newToken, seal } from '../db/secrets.ts'
import { now, type Moment } from '../db/time.ts'
import type { Cause } from '../events/cause.ts'
import { Invalid, NotFound } from '../http/errors.ts'
import { jsonUpTo, readNamed, textUpTo } from '../http/fields.ts'
import { checkLength } from '../http/lengths.ts'
import { forgetPermissible } from '../platform/apps.ts'
import { endOfOverlap, type EndpointKeys } from '../webhooks/endpoint.ts'
import { readCustomHeaders } from '../webhooks/headers.ts'
import { readCallbackUrl } from '../webhooks/url.ts'
import { botObject, type BotSnapshot } from './snapshot.ts'

/** A program that talks to customers (application API §4.8). One without an account is every account's. */
export interface AgentBot extends Omit<BotSnapshot, 'type'>, EndpointKeys {
  bot_config: Record<string, unknown>
  /** Where a picture is to be fetched from (fetch_pictures.ts); null for none. */
  picture_wish: string | null
  picture_due_at: Moment | null
  picture_tries: number
}

/** A bot with its access token, which its account may see; null for a system bot. */
export type OwnedBot = AgentBot & { token: AccessToken | null }

/** As the client sent it; keys that are absent stay. */
export interface BotInput {
  name?: string | null
  description?: string | null
  outgoing_url?: string | null
  bot_config?: Record<string, unknown>
  avatar_url?: string | null
  skip_own?: boolean
  custom_headers?: unknown
}

/** The account's own bots and those of the installation, oldest first. */
export async function listBots(query: Query, accountId: number): Promise<OwnedBot[]> {
  return withTokens(query, await query<AgentBot>('select * from agent_bots where account_id = $1 or account_id is null order by id', [accountId]))
}

/** Those with these ids, whosever they are. */
export async function listBotsById(query: Query, ids: number[]): Promise<AgentBot[]> {
  return query<AgentBot>('select * from agent_bots where id = any($1::bigint[]) order by id', [ids])
}

/** A bot that the account may use. Throws NotFound. */
export async function findBot(query: Query, accountId: number, id: number): Promise<OwnedBot> {
  const [bot] = await withTokens(query, await query<AgentBot>('select * from agent_bots where id = $2 and (account_id = $1 or account_id is null)', [accountId, id]))
  if (!bot) throw new NotFound()
  return bot
}

/** A bot that the account may use, as payloads show it. */
export async function maybeBot(query: Query, accountId: number, id: number): Promise<BotSnapshot | null> {
  const [row] = await query<{ bot: BotSnapshot }>(`select ${botObject} as bot from agent_bots b where b.id = $2 and (b.account_id = $1 or b.account_id is null)`, [accountId, id])
  return row?.bot ?? null
}

/** A bot that the account may change: its own. Throws NotFound. */
export async function findOwnBot(query: Query, accountId: number, id: number): Promise<OwnedBot> {
  const bot = await findBot(query, accountId, id)
  if (bot.account_id === null) throw new NotFound()
  return bot
}

/** `accountId` null for a system bot. `picture`: the address of one that is kept already (attachments/avatar.ts). */
export async function createBot(db: Db, accountId: number | null, input: BotInput, picture?: string): Promise<OwnedBot> {
  const checked = check(input, null)
  return db.transaction(async (query) => {
    const [fresh] = await query<AgentBot>('insert into agent_bots (account_id, secret) values ($1, $2) returning *', [accountId, seal(newToken())])
    const token = await renewToken(query, { type: 'AgentBot', id: fresh!.id })
    // What it leaves out with `skip_own` is what it has done itself.
    return { ...(await write(query, { ...fresh!, token_id: token.id }, checked, picture)), token: accountId === null ? null : token }
  })
}

export async function updateBot(query: Query, bot: AgentBot, input: BotInput, picture?: string): Promise<OwnedBot> {
  const [written] = await withTokens(query, [await write(query, bot, check(input, bot.custom_headers), picture)])
  return written!
}

/** Into another account, or into none, which makes it a system bot. Accounts that may not use it any more are without it from then on: call `releaseSoon` after the commit. */
export async function moveBot(query: Query, cause: Cause, { id }: AgentBot, accountId: number | null): Promise<AgentBot> {
  const [bot] = await query<AgentBot>('update agent_bots set account_id = $2 where id = $1 returning *', [id, accountId])
  if (!bot) throw new NotFound()
  if (accountId === null) return bot
  await query('update inboxes set agent_bot_id = null, updated_at = now() where agent_bot_id = $1 and account_id <> $2', [id, accountId])
  const others = (await accountsWithBot(query, id)).filter((other) => other !== accountId)
  if (others.length > 0) await noteRelease(query, cause, 'assignee_agent_bot_id', id, others)
  return bot
}

/** A new secret. The old one signs beside it for `overlap` seconds. */
export async function resetBotSecret(query: Query, { id }: AgentBot, overlap: number): Promise<OwnedBot> {
  const [bot] = await withTokens(query, await query<AgentBot>(
    `update agent_bots set secret = $2, previous_secret = case when $3::timestamptz is not null then secret end, previous_secret_until = $3, updated_at = now()
      where id = $1 returning *`, [id, seal(newToken()), endOfOverlap(overlap)]))
  if (!bot) throw new NotFound()
  return bot
}

/** A new access token. The old one works beside it for `overlap` seconds. */
export async function resetBotToken(query: Query, bot: AgentBot, overlap: number): Promise<OwnedBot> {
  return { ...bot, token: await renewToken(query, { type: 'AgentBot', id: bot.id }, overlap) }
}

/** What it has said stays; its inboxes and conversations are without a bot from then on. */
export async function deleteBot(db: Db, cause: Cause, { id }: AgentBot): Promise<void> {
  await db.transaction(async (query) => {
    await noteRelease(query, cause, 'assignee_agent_bot_id', id, await accountsWithBot(query, id))
    await query('delete from agent_bots where id = $1', [id])
    await dropToken(query, { type: 'AgentBot', id })
    await forgetPermissible(query, 'AgentBot', id)
  })
  releaseSoon(db)
}

/** Makes this the bot that answers first in the inbox; null for none. Conversations that are there already stay as they are. */
export async function connectBot(query: Query, inbox: { id: number }, bot: AgentBot | null): Promise<void> {
  await query('update inboxes set agent_bot_id = $2, updated_at = now() where id = $1', [inbox.id, bot?.id ?? null])
}

/** The bot's token, also that of a system bot: for who runs the installation. */
export const tokenOf = (query: Query, { id }: AgentBot): Promise<AccessToken> => findToken(query, { type: 'AgentBot', id })

async function withTokens(query: Query, bots: AgentBot[]): Promise<OwnedBot[]> {
  const own = bots.filter(({ account_id }) => account_id !== null).map(({ id }) => id)
  const tokens = own.length === 0 ? new Map<number, AccessToken>() : await listTokens(query, 'AgentBot', own)
  return bots.map((bot) => ({ ...bot, token: tokens.get(bot.id) ?? null }))
}

const written = ['name', 'description', 'outgoing_url', 'bot_config', 'avatar_url', 'skip_own', 'custom_headers', 'token_id', 'picture_wish', 'picture_due_at', 'picture_tries'] as const satisfies readonly (keyof AgentBot)[]

async function write(query: Query, bot: AgentBot, checked: Partial<AgentBot>, picture: string | undefined): Promise<AgentBot> {
  const after = { ...bot, ...checked, ...(picture === undefined ? {} : { avatar_url: picture, picture_wish: null, picture_due_at: null }) }
  const [row] = await query<AgentBot>(
    `update agent_bots set (${written.join(', ')}) = (select ${written.join(', ')} from jsonb_populate_record(null::agent_bots, $2)), updated_at = now() where id = $1 returning *`,
    [bot.id, JSON.stringify(after)])
  if (!row) throw new NotFound()
  return row
}

/** The columns that the input names. `headers` are those that are kept so far. Throws 422. */
function check(input: BotInput, headers: string | null): Partial<AgentBot> {
  const { avatar_url, ...named } = readNamed(input, {
    name: textUpTo(255), description: textUpTo(255), outgoing_url: readCallbackUrl, bot_config: jsonUpTo(20_000), avatar_url: readPictureUrl,
    custom_headers: (wanted) => readCustomHeaders(wanted, headers),
  })
  return { ...named, ...(avatar_url ? { picture_wish: avatar_url, picture_due_at: now(), picture_tries: 0 } : {}) }
}

function readPictureUrl(text: string | null): string | null {
  if (!text) return null
  checkLength(text, 'avatar_url', 2048)
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw new Invalid('Avatar url is invalid', ['avatar_url'])
  return text
}
