import type { Static } from 'typebox'
import { actionNames, type Action, type ActionsBody, add, type Faults, faulty, readActions } from '../actions/actions.ts'
import { saveEndpoints } from '../actions/endpoints.ts'
import { checkFiles } from '../actions/files.ts'
import { listDefinitions } from '../custom_attribute_definitions/custom_attribute_definitions.ts'
import type { Db, Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { NotFound } from '../http/errors.ts'
import { isLonger } from '../http/lengths.ts'
import { checkConditions, type Condition } from './conditions.ts'

export interface AutomationRule {
  id: number
  account_id: number
  name: string
  description: string | null
  /** Free text; what it can meet is in automation_rules/run.ts. */
  event_name: string
  conditions: Condition[]
  actions: Action[]
  active: boolean
  /** It acts on later events only. */
  after_event_id: number
  created_at: Moment
  updated_at: Moment
}

/** As callers send it; on a change, what is not there stays. */
export interface RuleInput {
  name?: string | null
  description?: string | null
  event_name?: string | null
  active?: boolean
  conditions?: Condition[]
  actions?: Static<typeof ActionsBody>
}

export function listRules(query: Query, accountId: number): Promise<AutomationRule[]> {
  return query<AutomationRule>('select * from automation_rules where account_id = $1 order by id', [accountId])
}

/** Throws NotFound, where the incumbent breaks (application API §4.9). */
export async function findRule(query: Query, accountId: number, id: number): Promise<AutomationRule> {
  const [rule] = await query<AutomationRule>('select * from automation_rules where account_id = $1 and id = $2', [accountId, id])
  if (!rule) throw new NotFound()
  return rule
}

const columns = 'name, description, event_name, active, conditions, actions'
const newestEvent = '(select case when is_called then last_value else 0 end from events_id_seq)'

/** Throws the 422 of faulty rules. */
export function createRule(db: Db, accountId: number, input: RuleInput): Promise<AutomationRule> {
  return db.transaction(async (query) => {
    const empty = { name: null, description: null, event_name: null, active: true, conditions: [], actions: [] }
    const checked = await checkInput(query, accountId, { ...empty, ...input })
    const [rule] = await query<AutomationRule>(
      `insert into automation_rules (account_id, after_event_id, ${columns})
       select $1, ${newestEvent}, ${columns} from json_populate_record(null::automation_rules, $2) returning *`, [accountId, JSON.stringify(checked)])
    await saveEndpoints(query, ownerOf(rule!), rule!.name, rule!.actions)
    return rule!
  })
}

/** One that is switched on acts on what happens from then on. Throws NotFound, and the 422 of faulty rules. */
export function updateRule(db: Db, accountId: number, id: number, input: RuleInput): Promise<AutomationRule> {
  return db.transaction(async (query) => {
    const checked = await checkInput(query, accountId, input)
    const [rule] = await query<AutomationRule>(
      `update automation_rules r set after_event_id = case when n.active and not r.active then ${newestEvent} else r.after_event_id end,
         (${columns}, updated_at) = (select ${columns}, now() from json_populate_record(r, $3))
        from json_to_record($3) as n(active boolean) where r.account_id = $1 and r.id = $2 returning r.*`, [accountId, id, JSON.stringify(checked)])
    if (!rule) throw new NotFound()
    await saveEndpoints(query, ownerOf(rule), rule.name, rule.actions)
    return rule
  })
}

/** The same once more, with a log of its own. Throws NotFound. */
export async function cloneRule(db: Db, accountId: number, id: number): Promise<AutomationRule> {
  return createRule(db, accountId, await findRule(db.query, accountId, id))
}

/** Its log goes with it. Throws NotFound. */
export function deleteRule(db: Db, accountId: number, id: number): Promise<void> {
  return db.transaction(async (query) => {
    const [rule] = await query<AutomationRule>('delete from automation_rules where account_id = $1 and id = $2 returning *', [accountId, id])
    if (!rule) throw new NotFound()
    await saveEndpoints(query, ownerOf(rule), '', [])
  })
}

export const ownerOf = ({ account_id, id }: AutomationRule) => ({ type: 'automation_rule' as const, account_id, id })

/** What the input names, checked (application API §4.9). */
async function checkInput(query: Query, accountId: number, input: RuleInput): Promise<Partial<AutomationRule>> {
  const faults: Faults = {}
  const { name, description, event_name, active, conditions, actions } = input
  for (const [key, text] of Object.entries({ name, event_name })) if (text !== undefined && !text?.trim()) add(faults, key, "can't be blank")
  for (const [key, text, most] of [['name', name, 255], ['event_name', event_name, 255], ['description', description, 20_000]] as const) {
    if (text && isLonger(text, most)) add(faults, key, `is too long (maximum is ${most} characters)`)
  }
  if (conditions) checkConditions(conditions, new Set((await listDefinitions(query, accountId)).map(({ attribute_key }) => attribute_key)), faults)
  const read = actions && readActions(actions, actionNames, 'Automation', faults)
  if (read) await checkFiles(query, accountId, read, faults)
  if (Object.keys(faults).length > 0) throw faulty(faults)
  return JSON.parse(JSON.stringify({ name, description, event_name, active, conditions, actions: read })) as Partial<AutomationRule>
}
