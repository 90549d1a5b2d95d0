import type { Query } from '../db/db.ts'
import { newToken, seal, tokenHash, unseal } from '../db/secrets.ts'
import type { Moment } from '../db/time.ts'

/** Who acts with a token: each has exactly one. */
export interface TokenOwner {
  type: 'User' | 'AgentBot'
  id: number
}

/** A token as it is kept, with the token itself in clear: for its owner's eyes. */
export interface AccessToken {
  id: number
  owner_type: TokenOwner['type']
  owner_id: number
  token: string
  created_at: Moment
  updated_at: Moment
}

/** Gives the owner a new token. The one before goes on working for `overlap` seconds; one that was older still is worth nothing from now on. */
export async function renewToken(query: Query, owner: TokenOwner, overlap = 0): Promise<AccessToken> {
  const token = newToken()
  const [row] = await query<AccessToken>(
    `insert into access_tokens as t (owner_type, owner_id, token, token_hash) values ($1, $2, $3, $4)
     on conflict (owner_type, owner_id) do update set token = excluded.token, token_hash = excluded.token_hash, updated_at = now(),
       previous_token_hash = case when $5 > 0 then t.token_hash end, previous_token_until = case when $5 > 0 then now() + $5 * interval '1 s' end
     returning id, owner_type, owner_id, created_at, updated_at`,
    [owner.type, owner.id, seal(token), tokenHash(token), overlap])
  return { ...row!, token }
}

/** The owner's token; a new one where there is none. */
export async function findToken(query: Query, owner: TokenOwner): Promise<AccessToken> {
  return (await listTokens(query, owner.type, [owner.id])).get(owner.id) ?? renewToken(query, owner)
}

/** The tokens of several owners of a kind, by the owner's id. */
export async function listTokens(query: Query, type: TokenOwner['type'], ids: number[]): Promise<Map<number, AccessToken>> {
  const rows = await query<AccessToken>(
    'select id, owner_type, owner_id, token, created_at, updated_at from access_tokens where owner_type = $1 and owner_id = any($2::bigint[])', [type, ids])
  return new Map(rows.map((row) => [row.owner_id, { ...row, token: unseal(row.token) }]))
}

export async function dropToken(query: Query, owner: TokenOwner): Promise<void> {
  await query('delete from access_tokens where owner_type = $1 and owner_id = $2', [owner.type, owner.id])
}
