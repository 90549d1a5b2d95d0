import { tellListChanged } from '../accounts/cache_keys.ts'
import type { TeamSnapshot } from '../conversations/assignment.ts'
import { noteRelease, releaseSoon } from '../conversations/release.ts'
import { type Db, isDuplicate, type Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import type { Cause } from '../events/cause.ts'
import { transact, type Tx } from '../events/emit.ts'
import type { Member } from '../http/auth.ts'
import { Invalid, NotFound } from '../http/errors.ts'
import { readNamed, textUpTo } from '../http/fields.ts'
import { checkLength } from '../http/lengths.ts'
import { teamView, type TeamView } from './wire.ts'

export interface TeamInput {
  name?: string | null
  description?: string | null
  allow_auto_assign?: boolean
}

/** All teams of the account, as the member sees them. */
export async function listTeams(query: Query, { account, user }: Member): Promise<TeamView[]> {
  const rows = await query<{ team: TeamView }>(`select ${teamView('$2')} as team from teams t where t.account_id = $1 order by t.id`, [account.id, user.id])
  return rows.map(({ team }) => team)
}

/** Throws NotFound. */
export async function findTeam(query: Query, { account, user }: Member, id: number): Promise<TeamView> {
  const [row] = await query<{ team: TeamView }>(`select ${teamView('$2')} as team from teams t where t.account_id = $1 and t.id = $3`, [account.id, user.id, id])
  if (!row) throw new NotFound()
  return row.team
}

/** The team as conversations show it; null when the account has none with this id. */
export async function maybeTeam(query: Query, accountId: number, id: number): Promise<TeamSnapshot | null> {
  const [team] = Number.isSafeInteger(id) ? await query<TeamSnapshot>('select id, name from teams where account_id = $1 and id = $2', [accountId, id]) : []
  return team ?? null
}

/** A team's own columns, whoever looks. */
export interface TeamRow {
  id: number
  name: string
  description: string | null
  allow_auto_assign: boolean
  account_id: number
  created_at: Moment
  updated_at: Moment
}

export async function maybeTeamRow(query: Query, accountId: number, id: number): Promise<TeamRow | null> {
  const [team] = await query<TeamRow & object>(
    'select id, name, description, allow_auto_assign, account_id, created_at, updated_at from teams where account_id = $1 and id = $2', [accountId, id])
  return team ?? null
}

/** Throws Invalid. */
export function createTeam(db: Db, cause: Cause, member: Member, input: TeamInput): Promise<TeamView> {
  const { name, description = null, allow_auto_assign = true } = checkInput({ ...input, name: input.name ?? '' })
  return changeTeams(db, cause, member, async ({ query }) => {
    const [team] = await query<{ id: number }>(
      'insert into teams (account_id, name, description, allow_auto_assign) values ($1, $2, $3, $4) returning id', [member.account.id, name, description, allow_auto_assign])
    return findTeam(query, member, team!.id)
  })
}

/** Changes what the input names. Throws NotFound, Invalid. */
export function updateTeam(db: Db, cause: Cause, member: Member, id: number, input: TeamInput): Promise<TeamView> {
  const checked = checkInput(input)
  return changeTeams(db, cause, member, async ({ query }) => {
    const { name, description, allow_auto_assign } = { ...await findTeam(query, member, id), ...checked }
    await query(
      'update teams set name = $3, description = $4, allow_auto_assign = $5, updated_at = clock_timestamp() where account_id = $1 and id = $2',
      [member.account.id, id, name, description, allow_auto_assign])
    return findTeam(query, member, id)
  })
}

/** Its conversations belong to no team from now on, and tell so in the background (conversations/release.ts). Throws NotFound. */
export async function deleteTeam(db: Db, cause: Cause, member: Member, id: number): Promise<void> {
  await changeTeams(db, cause, member, async ({ query }) => {
    const gone = await query('delete from teams where account_id = $1 and id = $2 returning id', [member.account.id, id])
    if (gone.length === 0) throw new NotFound()
    await noteRelease(query, cause, 'team_id', id, [member.account.id])
  })
  releaseSoon(db)
}

async function changeTeams<T>(db: Db, cause: Cause, { account }: Member, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await transact(db, cause, async (tx) => {
      const outcome = await work(tx)
      await tellListChanged(tx, account.id)
      return outcome
    })
  } catch (error) {
    if (isDuplicate(error, 'teams_name')) throw new Invalid('Name has already been taken', ['name'])
    throw error
  }
}

/** What the input names, checked; names are kept in lower case. */
const checkInput = (input: TeamInput) => readNamed(input, { name: readName, description: textUpTo(20_000) })

function readName(text: string | null): string {
  const name = (text ?? '').trim().toLowerCase()
  if (name === '') throw new Invalid('Name must not be blank', ['name'])
  checkLength(name, 'name')
  return name
}
