import { pino } from 'pino'
import { buildApp } from '../../server/src/app.ts'
import { createPresence } from '../../server/src/cable/presence.ts'
import { readConfig } from '../../server/src/config.ts'
import type { Db, Query } from '../../server/src/db/db.ts'
import { createRandom } from '../chaos/random.ts'
import { addressOf, type List } from './lists.ts'
import type { Seeded } from './place.ts'

export interface Plan {
  /** Milliseconds in PostgreSQL, of all queries of one request after the caller is known. */
  time: number
  /** Pages of 8 kB that they touched. */
  pages: number
  /** Indexes used, and tables read whole; with the rows looked at where they are many. */
  ways: string[]
}

/** How PostgreSQL carries out each list: one request through the product, its queries noted and explained. */
export async function explain(db: Db, secretKey: string, place: Seeded, lists: List[]): Promise<Map<string, Plan>> {
  const noted: { text: string; values: readonly unknown[] }[] = []
  const note: Query = (text, values = [], adHoc) => {
    noted.push({ text, values })
    return db.query(text, values, adHoc)
  }
  const config = readConfig({ ENABLE_RACK_ATTACK: 'false' })
  const { app } = await buildApp({ config, db: { ...db, query: note }, connection: {}, secretKey, log: pino({ level: 'silent' }) })
  app.decorate('presence', createPresence())
  await app.ready()
  const plans = new Map<string, Plan>()
  for (const list of lists) {
    const { method = 'GET', path, body } = list.ask(createRandom(2))
    noted.length = 0
    const { statusCode } = await app.inject({ method, url: addressOf(place, path), headers: { api_access_token: place.token }, ...(body === undefined ? {} : { payload: body as object }) })
    if (statusCode !== 200) throw new Error(`${list.name}: ${statusCode}`)
    const queries = noted.filter(({ text }) => !text.includes('from access_tokens'))
    plans.set(list.name, total(await Promise.all(queries.map(({ text, values }) => explainOne(db, text, values)))))
  }
  await app.close()
  return plans
}

interface Node {
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  Plans?: Node[]
}

async function explainOne(db: Db, text: string, values: readonly unknown[]): Promise<Plan> {
  const [row] = await db.query<{ 'QUERY PLAN': { Plan: Node; 'Execution Time': number }[] }>(`explain (analyze, buffers, timing off, format json) ${text}`, values, 'adHoc')
  const [{ Plan: root, 'Execution Time': time }] = row!['QUERY PLAN'] as [{ Plan: Node; 'Execution Time': number }]
  return { time, pages: root['Shared Hit Blocks'] + root['Shared Read Blocks'], ways: waysOf(root) }
}

/** Look-ups by primary key and small tables say nothing of how a list is found. */
const few = 500

function waysOf(node: Node): string[] {
  const rows = Math.round((node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'])
  const index = node['Index Name']
  const own = index === undefined ? (node['Relation Name'] && rows > few ? [`**all of ${node['Relation Name']}** (${rows})`] : [])
    : index.endsWith('_pkey') && rows <= few ? [] : [rows > few ? `${index} (${rows})` : index]
  return [...own, ...(node.Plans ?? []).flatMap(waysOf)]
}

const total = (plans: Plan[]): Plan => ({
  time: plans.reduce((sum, plan) => sum + plan.time, 0),
  pages: plans.reduce((sum, plan) => sum + plan.pages, 0),
  ways: [...new Set(plans.flatMap(({ ways }) => ways))],
})
