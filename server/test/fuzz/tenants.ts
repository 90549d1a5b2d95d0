import type { TestApp } from '../harness.ts'
import { makeWorld, type World } from '../world.ts'

/** An account with a record of most nouns. `mark` stands in every text of it. */
export interface Tenant {
  world: World
  mark: string
  /** Access tokens by who calls. */
  tokens: { administrator: string; agent: string; bot: string | undefined }
  /** Ids by table, read from the database. */
  ids: Map<string, (string | number)[]>
}

export async function makeTenant(app: TestApp, mark: string): Promise<Tenant> {
  const world = await makeWorld(app, mark.toLowerCase())
  const api = `/api/v1/accounts/${world.account}`
  const ask = (method: string, path: string, body: unknown) => app.call(method, api + path, { token: world.maya.token, body })
  const thread = `/conversations/${world.conversation}`
  const upload = new FormData()
  upload.append('attachments[]', new Blob([mark]), `${mark}.txt`)
  await ask('POST', `${thread}/messages`, { content: `${mark} asks`, message_type: 'incoming', source_id: mark })
  await ask('POST', `${thread}/messages`, upload)
  await ask('POST', `${thread}/labels`, { labels: [mark.toLowerCase()] })
  const bot = (await ask('POST', '/agent_bots', { name: `${mark} bot`, outgoing_url: `https://${mark}.example.org/bot` })).body
  const condition = { attribute_key: 'status', filter_operator: 'equal_to', values: ['open'], query_operator: null }
  const records: [string, object][] = [
    ['/labels', { title: mark.toLowerCase() }], ['/teams', { name: mark }], ['/canned_responses', { short_code: mark, content: mark }],
    ['/custom_attribute_definitions', { attribute_display_name: mark, attribute_key: mark, attribute_display_type: 'text', attribute_model: 'contact_attribute' }],
    ['/custom_filters', { name: mark, filter_type: 'conversation', query: { payload: [condition] } }], ['/webhooks', { url: `https://${mark}.example.org/hook` }],
    ['/automation_rules', { name: mark, event_name: 'conversation_created', conditions: [condition], actions: [{ action_name: 'add_label', action_params: [mark] }] }],
    ['/macros', { name: mark, visibility: 'global', actions: [{ action_name: 'add_label', action_params: [mark] }] }], [`/contacts/${world.omar.id}/notes`, { content: mark }],
    ['/assignment_policies', { name: mark, assignment_order: 'round_robin', conversation_priority: 'earliest_created' }], ['/dashboard_apps', { title: mark, content: [{ type: 'frame', url: `https://${mark}.example.org` }] }],
    ['/contacts', { name: `${mark} contact`, email: `${mark}@example.org`, identifier: mark }],
  ]
  for (const [path, body] of records) await ask('POST', path, body)
  return {
    world, mark, ids: await idsOf(app, world),
    tokens: { administrator: world.maya.token, agent: world.noah.token, bot: typeof bot?.access_token === 'string' ? bot.access_token : undefined },
  }
}

/** What can stand in a path, by the noun before it. */
async function idsOf(app: TestApp, { account, inbox, omar, noah, maya }: World): Promise<Tenant['ids']> {
  const tables = await app.db.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = current_schema() and column_name in ('account_id', 'id') group by 1 having count(*) = 2`, [])
  const ids: Tenant['ids'] = new Map()
  for (const { name } of tables) ids.set(name, (await app.db.query<{ id: number }>(`select id from ${name} where account_id = $1 order by id limit 50`, [account])).map(({ id }) => id))
  const displayIds = await app.db.query<{ id: number }>('select display_id as id from conversations where account_id = $1', [account])
  return ids.set('conversations', displayIds.map(({ id }) => id)).set('accounts', [account]).set('agents', [noah.id, maya.id])
    .set('users', [noah.id]).set('public inboxes', [inbox.identifier]).set('public contacts', [omar.source_id]).set('inbox_members', [inbox.id])
}

/** Everything of an account, to see that nobody else's request has changed it. */
export async function fingerprint(app: TestApp, accountId: number): Promise<Record<string, string>> {
  const tables = await app.db.query<{ name: string }>(`select table_name as name from information_schema.columns where table_schema = current_schema() and column_name = 'account_id' order by 1`, [])
  const prints: Record<string, string> = {}
  for (const { name } of tables) {
    const [row] = await app.db.query<{ print: string }>(`select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as print from ${name} t where account_id = $1`, [accountId])
    prints[name] = row!.print
  }
  return prints
}
