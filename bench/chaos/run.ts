import { parseArgs } from 'node:util'
import { check, drained, type Findings } from './check.ts'
import { killAround, type Kills } from './kills.ts'
import { makeWorld, startLoad, type Load } from './load.ts'
import { createParley } from './parley.ts'
import { createRandom } from './random.ts'
import { startReceiver, type Receiver } from './receiver.ts'

// Load through both APIs, a receiver with bad seasons, kill -9 of the server and of PostgreSQL: whatever was acknowledged must have arrived.
//
//   npm run chaos                                                          4 minutes, 20 and 5 kills
//   npm run chaos -- --seconds 40 --kills 2 --database-kills 1 --seed 7

const { values } = parseArgs({ options: {
  minutes: { type: 'string', default: '4' }, seconds: { type: 'string' },
  kills: { type: 'string', default: '20' }, 'database-kills': { type: 'string', default: '5' },
  conversations: { type: 'string', default: '20' }, seed: { type: 'string', default: String(Date.now() % 100_000) },
} })
const seconds = Number(values.seconds ?? Number(values.minutes) * 60)
const wanted: Kills = { server: Number(values.kills), database: Number(values['database-kills']) }
const drainWithin = 150

const random = createRandom(Number(values.seed))
const receiver = await startReceiver(random)
const parley = await createParley()
// PostgreSQL does not hear Ctrl-C by itself.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void parley.remove().finally(() => process.exit(130)))
try {
  console.log(`Chaos for ${seconds} s, seed ${values.seed}`)
  await parley.start()
  const world = await makeWorld(parley.url, receiver.url, Number(values.conversations))
  const load = startLoad(world, random)
  const kills = await killAround(parley, wanted, seconds, random)
  await load.stop()
  receiver.heal()
  const waited = await drained(world, drainWithin)
  report(load, kills, waited, receiver, await check(world, load.acknowledged, receiver.log))
} finally {
  await parley.remove()
  await receiver.close()
}

function report(load: Load, kills: Kills, waited: number, { log, answers }: Receiver, findings: Findings): void {
  const events = new Set(log.map(({ event_id }) => event_id)).size
  const counts: Record<string, number | string> = {
    acknowledged: load.acknowledged.length, 'retried requests': load.retries, 'replayed answers': load.replayed,
    received: log.length, events, repeats: log.length - events,
    'kills of the server': kills.server, 'kills of PostgreSQL': kills.database, crashes: parley.crashes,
    'seconds to drain': waited.toFixed(1),
    lost: findings.lost.length, doubled: findings.doubled.length, 'out of order': findings.outOfOrder.length,
  }
  console.log(`Answers of the receiver: ${Object.entries(answers).map(([way, count]) => `${way} ${count}`).join(', ')}`)
  for (const [name, count] of Object.entries(counts)) console.log(`${name.padEnd(20)} ${String(count).padStart(8)}`)
  for (const [name, list] of Object.entries(findings) as [string, string[]][]) for (const line of list.slice(0, 20)) console.log(`${name}: ${line}`)
  if (Object.values(findings).some((list: string[]) => list.length > 0) || parley.crashes > 0) process.exitCode = 1
}
