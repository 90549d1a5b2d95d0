import type { Db, Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import type { Member } from '../http/auth.ts'
import { readChoice } from '../http/choices.ts'
import { Invalid, NotFound } from '../http/errors.ts'
import { checkLength, checkName } from '../http/lengths.ts'
import { filterTypes } from './wire.ts'

export type FilterType = (typeof filterTypes)[number]

/** A view that one user has saved: `query` is what the user's client sends to the filter routes. */
export interface CustomFilter {
  id: number
  name: string
  filter_type: FilterType
  query: Record<string, unknown>
  created_at: Moment
  updated_at: Moment
}

/** As the client sent it: the type by name or by number. */
export interface CustomFilterInput {
  name?: string
  filter_type?: unknown
  query?: Record<string, unknown>
}

/** The caller's own of one type, the oldest first. */
export function listCustomFilters(query: Query, { account, user }: Member, type: unknown): Promise<CustomFilter[]> {
  const filterType = readChoice(filterTypes, type, 'filter_type') ?? 'conversation'
  return query<CustomFilter>('select * from custom_filters where account_id = $1 and user_id = $2 and filter_type = $3 order by id', [account.id, user.id, filterType])
}

/** One of the caller's own. Throws NotFound. */
export async function findCustomFilter(query: Query, { account, user }: Member, id: number): Promise<CustomFilter> {
  const [filter] = await query<CustomFilter>('select * from custom_filters where account_id = $1 and user_id = $2 and id = $3', [account.id, user.id, id])
  if (!filter) throw new NotFound()
  return filter
}

/** Throws Invalid, also for one too many. */
export async function createCustomFilter(db: Db, { account, user }: Member, input: CustomFilterInput): Promise<CustomFilter> {
  const { name, filter_type = 'conversation', query = {} } = checkInput({ ...input, name: input.name ?? '' })
  const [filter] = await db.query<CustomFilter>(
    `insert into custom_filters (account_id, user_id, name, filter_type, query) select $1, $2, $3, $4, $5
      where (select count(*) from custom_filters where account_id = $1 and user_id = $2) < ${mostFilters} returning *`,
    [account.id, user.id, name, filter_type, JSON.stringify(query)])
  if (!filter) throw new Invalid(`Account Limit reached. The maximum number of allowed custom filters for a user per account is ${mostFilters}.`, ['account_id'])
  return filter
}

/** Changes what the input names. Throws NotFound, Invalid. */
export async function updateCustomFilter(query: Query, member: Member, id: number, input: CustomFilterInput): Promise<CustomFilter> {
  const changed = checkInput(input)
  const { name, filter_type, query: asked } = { ...await findCustomFilter(query, member, id), ...changed }
  const [filter] = await query<CustomFilter>(
    'update custom_filters set name = $4, filter_type = $5, query = $6, updated_at = now() where account_id = $1 and user_id = $2 and id = $3 returning *',
    [member.account.id, member.user.id, id, name, filter_type, JSON.stringify(asked)])
  if (!filter) throw new NotFound()
  return filter
}

/** Throws NotFound. */
export async function deleteCustomFilter(query: Query, { account, user }: Member, id: number): Promise<void> {
  const gone = await query('delete from custom_filters where account_id = $1 and user_id = $2 and id = $3 returning id', [account.id, user.id, id])
  if (gone.length === 0) throw new NotFound()
}

const mostFilters = 1000

function checkInput({ name, filter_type, query }: CustomFilterInput): { name?: string; filter_type?: FilterType; query?: Record<string, unknown> } {
  const type = readChoice(filterTypes, filter_type, 'filter_type')
  checkLength(query && JSON.stringify(query), 'query', 20_000)
  return { ...(name === undefined ? {} : { name: checkName(name) }), ...(type === null ? {} : { filter_type: type }), ...(query === undefined ? {} : { query }) }
}
