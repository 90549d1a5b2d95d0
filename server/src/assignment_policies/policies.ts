import { type Db, isDuplicate, type Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { Invalid, NotFound } from '../http/errors.ts'
import { readNamed, textUpTo } from '../http/fields.ts'
import { checkName } from '../http/lengths.ts'
import { humanName } from '../http/params.ts'
import type { orders, priorities } from './wire.ts'

/** How inboxes give conversations to their agents (application API §4.14). */
export interface Policy {
  id: number
  account_id: number
  name: string
  description: string | null
  assignment_order: (typeof orders)[number]
  conversation_priority: (typeof priorities)[number]
  /** At most so many to one agent of an inbox within `fair_distribution_window` seconds. */
  fair_distribution_limit: number
  fair_distribution_window: number
  /** Off: its inboxes assign as those without a policy do. */
  enabled: boolean
  created_at: Moment
  updated_at: Moment
  assigned_inbox_count: number
}

/** As a client sends it. */
export type PolicyInput = Partial<{ [K in Writable]: Policy[K] | null }>
type Writable = (typeof writable)[number]
const writable = ['name', 'description', 'assignment_order', 'conversation_priority', 'fair_distribution_limit', 'fair_distribution_window', 'enabled'] as const

export const listPolicies = (query: Query, accountId: number): Promise<Policy[]> =>
  query<Policy>(`select ${columns} from assignment_policies p where p.account_id = $1 order by p.id`, [accountId])

/** Throws NotFound. */
export async function findPolicy(query: Query, accountId: number, id: number): Promise<Policy> {
  const [policy] = await query<Policy>(`select ${columns} from assignment_policies p where p.account_id = $1 and p.id = $2`, [accountId, id])
  if (!policy) throw new NotFound()
  return policy
}

/** Throws Invalid. */
export async function createPolicy(db: Db, accountId: number, input: PolicyInput): Promise<Policy> {
  const values = check({ name: '', ...input })
  const names = Object.keys(values)
  const [row] = await unique(db.query<{ id: number }>(
    `insert into assignment_policies (account_id, ${names.join(', ')}) values ($1, ${names.map((_, index) => `$${index + 2}`).join(', ')}) returning id`,
    [accountId, ...Object.values(values)], 'adHoc'))
  return findPolicy(db.query, accountId, row!.id)
}

/** Changes what the input names. Throws Invalid. */
export async function updatePolicy(db: Db, { account_id, id, ...before }: Policy, input: PolicyInput): Promise<Policy> {
  const after = { ...before, ...check(input) }
  await unique(db.query(
    `update assignment_policies set (${writable.join(', ')}) = ($3, $4, $5, $6, $7::int, $8::int, $9::boolean), updated_at = now() where account_id = $1 and id = $2`,
    [account_id, id, ...writable.map((column) => after[column])]))
  return findPolicy(db.query, account_id, id)
}

export async function deletePolicy(db: Db, { account_id, id }: Policy): Promise<void> {
  await db.query('delete from assignment_policies where account_id = $1 and id = $2', [account_id, id])
}

/** The inboxes that go by a policy. */
export async function listPolicyInboxes(query: Query, { account_id, id }: Policy): Promise<number[]> {
  const rows = await query<{ inbox_id: number }>('select inbox_id from inbox_assignment_policies where account_id = $1 and assignment_policy_id = $2 order by inbox_id', [account_id, id])
  return rows.map(({ inbox_id }) => inbox_id)
}

type Place = { account_id: number; id: number }

/** The policy of an inbox; null for none. */
export async function maybeInboxPolicy(query: Query, inbox: Place): Promise<Policy | null> {
  const [policy] = await query<Policy>(
    `select ${columns} from assignment_policies p join inbox_assignment_policies x on x.account_id = p.account_id and x.assignment_policy_id = p.id
      where x.account_id = $1 and x.inbox_id = $2`, [inbox.account_id, inbox.id])
  return policy ?? null
}

/** Takes the place of another one. */
export async function setInboxPolicy(db: Db, inbox: Place, policy: Policy): Promise<Policy> {
  await db.query(
    `insert into inbox_assignment_policies (account_id, inbox_id, assignment_policy_id) values ($1, $2, $3)
         on conflict (account_id, inbox_id) do update set assignment_policy_id = excluded.assignment_policy_id`, [inbox.account_id, inbox.id, policy.id])
  return findPolicy(db.query, policy.account_id, policy.id)
}

export async function removeInboxPolicy(db: Db, inbox: Place): Promise<void> {
  await db.query('delete from inbox_assignment_policies where account_id = $1 and inbox_id = $2', [inbox.account_id, inbox.id])
}

const columns = `p.*, (select count(*)::int from inbox_assignment_policies x where x.assignment_policy_id = p.id) as assigned_inbox_count`

/** Column type. */
const mostInteger = 2_147_483_647

/** What the input names, checked. A null, where a value must be, names nothing. */
function check(input: PolicyInput) {
  const named = Object.fromEntries(Object.entries(input).filter(([key, value]) => value !== null || key === 'description' || key === 'name'))
  return readNamed(named as Partial<Pick<Policy, Writable>>, {
    name: checkName, description: textUpTo(20_000), fair_distribution_limit: readCount, fair_distribution_window: readCount,
  })
}

function readCount(value: number, name: string): number {
  if (value <= 0) throw new Invalid(`${humanName(name)} must be greater than 0`, [name])
  if (value > mostInteger) throw new Invalid(`${humanName(name)} must be less than or equal to ${mostInteger}`, [name])
  return value
}

async function unique<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing
  } catch (error) {
    if (isDuplicate(error, 'assignment_policies_name')) throw new Invalid('Name has already been taken', ['name'])
    throw error
  }
}
