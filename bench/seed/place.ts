import type { BenchServer } from '../server.ts'
import type { Place } from './fill.ts'

export interface Seeded extends Place {
  token: string
  /** Names of the client API. */
  identifier: string
}

const password = 'Correct-horse-9'

/** An account with everything that is few: inboxes, members, teams, labels and what is configured. Through the doors. */
export async function makePlace(server: BenchServer, name: string): Promise<Seeded> {
  const { data } = await server.post('/api/v1/accounts', { account_name: name, user_full_name: 'Bea', email: `bea@${name}.test`, password })
  const token = data.access_token as string
  const make = (path: string, body: unknown) => server.post(`/api/v1/accounts/${data.account_id}${path}`, body, token)
  const several = async <T>(count: number, one: (n: number) => Promise<T>) => {
    const made: T[] = []
    for (let n = 0; n < count; n++) made.push(await one(n))
    return made
  }
  const inboxes = await several(5, (n) => make('/inboxes', { name: `Inbox ${n}`, channel: { type: 'api' } }))
  const agents = await several(20, (n) => make('/agents', { name: `Agent ${n}`, email: `agent${n}@${name}.test`, role: 'agent' }))
  const teams = await several(5, (n) => make('/teams', { name: `team ${n}` }))
  const labels = await several(10, (n) => make('/labels', { title: `label-${n}` }))
  await several(100, (n) => make('/canned_responses', { short_code: `code${n}`, content: `A ready answer, number ${n}` }))
  await several(10, (n) => make('/macros', { name: `Macro ${n}`, visibility: 'global', actions: [{ action_name: 'resolve_conversation', action_params: [] }] }))
  await several(10, (n) => make('/automation_rules', {
    name: `Rule ${n}`, event_name: 'conversation_created', active: false, conditions: [{ attribute_key: 'status', filter_operator: 'equal_to', values: ['open'], query_operator: null }],
    actions: [{ action_name: 'add_label', action_params: ['label-1'] }],
  }))
  await several(3, (n) => make('/agent_bots', { name: `Bot ${n}` }))
  for (const attribute_model of [0, 1]) {
    await make('/custom_attribute_definitions', { attribute_display_name: 'Plan', attribute_key: 'plan', attribute_display_type: 0, attribute_model })
  }
  return {
    account: data.account_id, token, identifier: inboxes[0].inbox_identifier, inboxes: inboxes.map(({ id }) => id), agents: [data.id, ...agents.map(({ id }) => id)],
    teams: teams.map(({ id }) => id), labels: labels.map(({ title }) => title),
  }
}
