import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDb } from '../../server/src/db/db.ts'
import { openSecrets } from '../../server/src/db/secrets.ts'
import { startServer } from '../server.ts'
import { explain } from './explain.ts'
import { fill } from './fill.ts'
import { listsOf, takeSamples, type List } from './lists.ts'
import { measure, measureBare, type Timing } from './measure.ts'
import { makePlace, type Seeded } from './place.ts'

// Every list of the API over 200,000 conversations against 2,000, at eight connections. What is printed are the tables of docs/performance.md.

const server = await startServer({ ENABLE_ACCOUNT_SIGNUP: 'true', ENABLE_RACK_ATTACK: 'false' })
try {
  const secretKey = (await readFile(join(server.dataDir, 'secret_key'), 'utf8')).trim()
  openSecrets(secretKey)
  const db = openDb(server.database, 4, '-c maintenance_work_mem=256MB')
  const seed = async (place: Seeded, conversations: number) => {
    const begin = performance.now()
    await fill(db, place, { conversations, contacts: conversations / 2, messages: 5 })
    console.error(`${conversations} conversations in ${((performance.now() - begin) / 1000).toFixed(0)} s`)
    return listsOf(place, await takeSamples(db, place))
  }
  // A server that has just begun is slow for a while, and so are a database's caches after so much was written.
  const measureWarm = async (place: Seeded, lists: List[]) => {
    await measure(server, place, lists.slice(0, 12))
    return measure(server, place, lists)
  }
  const small = await makePlace(server, 'small')
  const few = await seed(small, 2000)
  const before = await measureWarm(small, few)
  const large = await makePlace(server, 'large')
  const lists = await seed(large, 200_000)
  // Before and after, as a machine's speed drifts.
  const bare = [await measureBare(server, large)]
  const after = await measureWarm(large, lists)
  bare.push(await measureBare(server, large))
  const plans = await explain(db, secretKey, large, lists)
  const limit = (figure: keyof Timing) => Math.min(...bare.map((timing) => timing[figure]))
  const cells = ({ size, p50, p99, cpu }: Timing) => [`${size.toFixed(1)} kB`, ...[p50, p99, cpu].map((ms) => `${ms.toFixed(1)} ms`)]
  console.log('| list | answer | p50 | p99 | CPU | of the bare loop | answer at 2,000 | p50 | p99 | CPU | ratio of p99 | of CPU |\n|---|---|---|---|---|---|---|---|---|---|---|---|')
  console.log(`| bare loop | ${cells({ size: limit('size'), p50: limit('p50'), p99: limit('p99'), cpu: limit('cpu') }).join(' | ')} | 1.00 | | | | | | |`)
  for (const { name } of lists) {
    const [few, many] = [before.get(name)!, after.get(name)!]
    console.log(`| ${[name, ...cells(many), (many.cpu / limit('cpu')).toFixed(2), ...cells(few), (many.p99 / few.p99).toFixed(2), (many.cpu / few.cpu).toFixed(2)].join(' | ')} |`)
  }
  console.log('\n| list | in PostgreSQL | pages | by |\n|---|---|---|---|')
  for (const [name, { time, pages, ways }] of plans) console.log(`| ${name} | ${time.toFixed(1)} ms | ${pages} | ${ways.join(', ')} |`)
  await db.close()
} finally {
  await server.stop()
}
