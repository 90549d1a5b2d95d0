import type { Query } from '../db/db.ts'
import { emit, type Tx } from '../events/emit.ts'

/** Opaque stamps: another one means that the list has changed. */
export interface CacheKeys {
  label: string
  inbox: string
  team: string
}

export async function findCacheKeys(query: Query, accountId: number): Promise<CacheKeys> {
  const [row] = await query<CacheKeys & object>(
    `select (select ${stamp} from labels where account_id = $1) as label, (select ${stamp} from inboxes where account_id = $1) as inbox,
            (select ${stamp} from teams where account_id = $1) as team`, [accountId])
  return row!
}

/** Clients keep the lists of labels, inboxes and teams: they read again what has another stamp now (client API §7). */
export async function tellListChanged(tx: Tx, accountId: number): Promise<void> {
  emit(tx, 'account.cache_invalidated', { account: { id: accountId }, cache_keys: await findCacheKeys(tx.query, accountId) })
}

const stamp = `coalesce(floor(extract(epoch from max(updated_at)) * 1000), 0) || '-' || count(*)`
