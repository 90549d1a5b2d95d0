import type { Static } from 'typebox'
import { actionNames, type Action, type ActionsBody, add, type Faults, faulty, readActions } from '../actions/actions.ts'
import { saveEndpoints } from '../actions/endpoints.ts'
import { checkFiles } from '../actions/files.ts'
import { listAgents, type Agent } from '../agents/agents.ts'
import type { Db, Query } from '../db/db.ts'
import type { Member } from '../http/auth.ts'
import { NotFound, unauthorized } from '../http/errors.ts'
import { isLonger } from '../http/lengths.ts'
import type { visibilities } from './wire.ts'

export interface Macro {
  id: number
  account_id: number
  name: string
  visibility: (typeof visibilities)[number] | null
  actions: Action[]
  created_by_id: number | null
  updated_by_id: number | null
}

/** With the people who made it and changed it last. */
export interface MacroView extends Macro {
  created_by: Agent | null
  updated_by: Agent | null
}

export interface MacroInput {
  name?: string | null
  visibility?: Macro['visibility']
  actions?: Static<typeof ActionsBody>
}

/** What macros can do: what somebody who looks at the conversation would (application API §4.10). */
const macroActions = actionNames.filter((name) => !['send_email_to_team', 'open_conversation', 'pending_conversation'].includes(name))

/** Everybody's, and one's own. */
const seen = `account_id = $1 and (visibility = 'global' or created_by_id = $2)`

export async function listMacros(query: Query, { account, user }: Member): Promise<MacroView[]> {
  return viewMacros(query, account.id, await query<Macro>(`select * from macros where ${seen} order by id`, [account.id, user.id]))
}

/** Throws NotFound, also for what is somebody else's own. */
export async function findMacro(query: Query, { account, user }: Member, id: number): Promise<MacroView> {
  const [macro] = await viewMacros(query, account.id, await query<Macro>(`select * from macros where ${seen} and id = $3`, [account.id, user.id, id]))
  if (!macro) throw new NotFound()
  return macro
}

/** Throws the 422 of faulty macros. */
export function createMacro(db: Db, member: Member, input: MacroInput): Promise<MacroView> {
  return db.transaction(async (query) => {
    const { name, visibility, actions = [] } = await checkInput(query, member, { ...input, name: input.name ?? '' })
    const [macro] = await query<Macro>(
      'insert into macros (account_id, name, visibility, actions, created_by_id, updated_by_id) values ($1, $2, $3, $4, $5, $5) returning *',
      [member.account.id, name, visibility, JSON.stringify(actions), member.user.id])
    await saveEndpoints(query, ownerOf(macro!), macro!.name, macro!.actions)
    return findOwn(query, member, macro!)
  })
}

/** A visibility that is not said is none, as in the incumbent. Throws NotFound, the 401 for agents and macros of all, and the 422 of faulty macros. */
export function updateMacro(db: Db, member: Member, id: number, input: MacroInput): Promise<MacroView> {
  return db.transaction(async (query) => {
    const before = await findMacro(query, member, id)
    guard(member, before)
    const { name, visibility, actions } = await checkInput(query, member, input)
    const [macro] = await query<Macro>(
      `update macros set name = coalesce($3, name), visibility = $4, actions = coalesce($5, actions), updated_by_id = $6, updated_at = now()
        where account_id = $1 and id = $2 returning *`,
      [member.account.id, id, name ?? null, visibility, actions ? JSON.stringify(actions) : null, member.user.id])
    if (!macro) throw new NotFound()
    await saveEndpoints(query, ownerOf(macro), macro.name, macro.actions)
    return findOwn(query, member, macro)
  })
}

/** Throws NotFound, and the 401 for agents and macros of all. */
export async function deleteMacro(db: Db, member: Member, id: number): Promise<void> {
  await db.transaction(async (query) => {
    const macro = await findMacro(query, member, id)
    guard(member, macro)
    await query('delete from macros where account_id = $1 and id = $2', [member.account.id, id])
    await saveEndpoints(query, ownerOf(macro), '', [])
  })
}

/** Of those for all, agents may only use them. */
function guard({ role, user }: Member, { created_by_id }: Macro): void {
  if (role !== 'administrator' && created_by_id !== user.id) throw unauthorized()
}

const ownerOf = ({ account_id, id }: Macro) => ({ type: 'macro' as const, account_id, id })

async function viewMacros(query: Query, accountId: number, macros: Macro[]): Promise<MacroView[]> {
  const ids = macros.flatMap(({ created_by_id, updated_by_id }) => [created_by_id, updated_by_id]).filter((id) => id !== null)
  const agents = new Map((ids.length > 0 ? await listAgents(query, accountId, ids) : []).map((agent) => [agent.id, agent]))
  return macros.map((macro) => ({ ...macro, created_by: agents.get(macro.created_by_id ?? 0) ?? null, updated_by: agents.get(macro.updated_by_id ?? 0) ?? null }))
}

async function findOwn(query: Query, { account }: Member, macro: Macro): Promise<MacroView> {
  return (await viewMacros(query, account.id, [macro]))[0]!
}

async function checkInput(query: Query, { role, account }: Member, { name, visibility = null, actions }: MacroInput) {
  const faults: Faults = {}
  if (name !== undefined && !name?.trim()) add(faults, 'name', "can't be blank")
  if (name && isLonger(name, 255)) add(faults, 'name', 'is too long (maximum is 255 characters)')
  const read = actions && readActions(actions, macroActions, 'Macro execution', faults)
  if (read) await checkFiles(query, account.id, read, faults)
  if (Object.keys(faults).length > 0) throw faulty(faults)
  return { name: name ?? undefined, visibility: role === 'administrator' ? visibility : 'personal' as const, actions: read }
}
