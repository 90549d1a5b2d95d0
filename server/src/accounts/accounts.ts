import { isHost } from '../config.ts'
import type { Query } from '../db/db.ts'
import { isTimezone, type Moment } from '../db/time.ts'
import { type Role, type Caller } from '../http/auth.ts'
import { Invalid, NotFound, refused, unauthorized } from '../http/errors.ts'
import { readNamed, textUpTo } from '../http/fields.ts'
import { checkLength, checkName } from '../http/lengths.ts'
import { maybeEmail } from '../users/users.ts'

export interface Account {
  id: number
  name: string
  locale: string
  domain: string | null
  support_email: string | null
  status: string
  settings: Record<string, unknown>
  custom_attributes: Record<string, unknown>
  /** Those switched on or off for this account. */
  features: Record<string, boolean>
  created_at: Moment
}

/** `settings` and `custom_attributes` are merged into what is there. */
export interface AccountChange {
  name?: string | null
  locale?: string
  domain?: string | null
  support_email?: string | null
  settings: Record<string, unknown>
  custom_attributes: Record<string, unknown>
}

/** The account with its caller's role. Throws NotFound for who is no member, whether the account exists or not (application API §2.1). */
export async function findOwnAccount(query: Query, caller: Caller, accountId: number): Promise<Account & { role: Role }> {
  const [account] = await query<Account & { role: Role }>(
    'select a.*, m.role from accounts a join account_users m on m.account_id = a.id where a.id = $1 and m.user_id = $2 and not m.awaits_proof', [accountId, caller.user.id])
  if (!account) throw new NotFound()
  return account
}

/** Throws the refusal of an agent, or Invalid. */
export async function updateAccount(query: Query, account: Account & { role: Role }, input: AccountChange): Promise<void> {
  if (account.role !== 'administrator') throw unauthorized()
  const { name, domain, support_email } = { ...account, ...readNamed(input, { name: checkName, domain: textUpTo(100), support_email: readSupportEmail }) }
  if (input.locale !== undefined && !isLocale(input.locale)) throw refused(`'${input.locale.slice(0, 50)}' is not a valid locale`)
  checkSettings(input.settings)
  await checkZone(query, input.settings.reporting_timezone)
  for (const [key, value] of Object.entries(input.custom_attributes)) checkLength(value as string, key)
  await query(
    `update accounts set name = $2, locale = $3, domain = $4, support_email = $5, settings = settings || $6::jsonb,
            custom_attributes = custom_attributes || $7::jsonb, updated_at = now() where id = $1`,
    [account.id, name, input.locale ?? account.locale, domain, support_email, JSON.stringify(input.settings), JSON.stringify(input.custom_attributes)])
}

/** A blank one is none: then it is the installation's (accounts/wire.ts). */
export function readSupportEmail(text: string | null): string | null {
  if (text && maybeEmail(text) === null) throw new Invalid('Support email is not a valid email address', ['support_email'])
  return text || null
}

/** `en`, `pt_BR`: what Chatwoot's list of languages is made of. */
export const isLocale = (text: string): boolean => /^[a-z]{2,3}([_-][A-Za-z]{2,4})?$/.test(text)

const mostHosts = 100

/** Minutes, texts and flags of application API §2.1, and the private receivers that callbacks may reach; null takes a setting back. */
function checkSettings(settings: Record<string, unknown>): void {
  const wrong = (key: string, what: string) => new Invalid(`${key} ${what}`, [key])
  for (const [key, value] of Object.entries(settings)) {
    if (value === null || key === 'reporting_timezone') continue
    if (key === 'auto_resolve_after') {
      if (!Number.isInteger(value)) throw wrong(key, 'must be a whole number')
      if (Number(value) < 10 || Number(value) > 1_439_856) throw wrong(key, 'must be from 10 to 1439856')
    } else if (key === 'auto_resolve_message' || key === 'auto_resolve_label') {
      if (typeof value !== 'string') throw wrong(key, 'must be a text')
      checkLength(value, key, 20_000)
    } else if (key === 'webhook_allow_hosts') {
      if (!Array.isArray(value) || value.length > mostHosts || !value.every((host) => typeof host === 'string' && host.length <= 255 && isHost(host))) {
        throw wrong(key, `must be a list of at most ${mostHosts} hosts or networks such as crm.internal or 10.0.0.0/8`)
      }
    } else if (typeof value !== 'boolean') {
      throw wrong(key, 'must be true or false')
    }
  }
}

/** Reports count by it, in SQL: it has to be a zone there, too. */
async function checkZone(query: Query, zone: unknown): Promise<void> {
  if (zone === undefined || zone === null) return
  const isKnown = typeof zone === 'string' && isTimezone(zone) && await query('select now() at time zone $1::text', [zone]).then(() => true, () => false)
  if (!isKnown) throw new Invalid('reporting_timezone is not a valid timezone', ['reporting_timezone'])
}
