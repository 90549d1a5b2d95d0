import type { Db, Query } from '../db/db.ts'
import { systemCause } from '../events/cause.ts'
import { transact } from '../events/emit.ts'
import { NotFound, refused } from '../http/errors.ts'
import { readNamed, textUpTo } from '../http/fields.ts'
import { checkLength, checkName } from '../http/lengths.ts'
import { isLocale, readSupportEmail, type Account } from './accounts.ts'
import { listAccountUsers } from './members.ts'
import type { accountStatuses } from './wire.ts'

/** An account as a program that runs the installation sees it (application API §8.1). */
export interface ProvisionedAccount extends Account {
  status: (typeof accountStatuses)[number]
  /** Those switched on or off for this account. */
  features: Record<string, boolean>
  limits: Record<string, unknown>
}

/** `limits` and `custom_attributes` replace what is there; `features` change those that they name. */
export interface AccountInput extends Partial<Pick<ProvisionedAccount, 'locale' | 'domain' | 'status' | 'features' | 'limits' | 'custom_attributes'>> {
  name?: string | null
  support_email?: string | null
}

export async function provisionAccount(query: Query, input: AccountInput): Promise<ProvisionedAccount> {
  const [fresh] = await query<ProvisionedAccount>('insert into accounts (name) values ($1) returning *', [checkName(input.name)])
  return writeAccount(query, fresh!, input)
}

/** Changes what the input names. Its members hear nothing live from the moment at which it is suspended. Throws 422. */
export function changeAccount(db: Db, account: ProvisionedAccount, input: AccountInput): Promise<ProvisionedAccount> {
  return transact(db, systemCause, async (tx) => {
    const changed = await writeAccount(tx.query, account, input)
    if (changed.status !== account.status) {
      const members = await listAccountUsers(tx.query, account.id)
      tx.signals.push({ type: 'access', account_id: account.id, user_ids: members.map(({ user_id }) => user_id) })
    }
    return changed
  })
}

/** Throws NotFound, also for one that is being deleted. */
export async function findProvisionedAccount(query: Query, id: number): Promise<ProvisionedAccount> {
  const [account] = await listProvisionedAccounts(query, [id])
  if (!account) throw new NotFound()
  return account
}

/** In the order of their creation. */
export const listProvisionedAccounts = (query: Query, ids: number[]) =>
  query<ProvisionedAccount>('select * from accounts where id = any($1::bigint[]) and deleted_at is null order by id', [ids])

async function writeAccount(query: Query, account: ProvisionedAccount, input: AccountInput): Promise<ProvisionedAccount> {
  const named = readNamed(input, { name: checkName, domain: textUpTo(100), support_email: readSupportEmail })
  const { name, locale, domain, support_email, status, limits, custom_attributes } = { ...account, ...named }
  if (!isLocale(locale)) throw refused(`'${locale.slice(0, 50)}' is not a valid locale`)
  const features = { ...account.features, ...input.features }
  checkLength(JSON.stringify([features, limits, custom_attributes]), 'custom_attributes', 20_000)
  const [changed] = await query<ProvisionedAccount>(
    `update accounts set name = $2, locale = $3, domain = $4, support_email = $5, status = $6, features = $7, limits = $8, custom_attributes = $9, updated_at = now()
      where id = $1 returning *`,
    [account.id, name, locale, domain, support_email, status, JSON.stringify(features), JSON.stringify(limits), JSON.stringify(custom_attributes)])
  if (!changed) throw new NotFound()
  return changed
}
