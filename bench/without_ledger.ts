import pg from 'pg'
import { bodyOf } from '../server/src/deliveries/request.ts'
import { openSecrets } from '../server/src/db/secrets.ts'
import { createGuard } from '../server/src/deliveries/guard.ts'
import { createPoster } from '../server/src/deliveries/post.ts'
import { toldColumns } from '../server/src/events/emit.ts'
import { readSecretKey } from '../server/src/secret_key.ts'

// The same callbacks in a process of their own, from memory: bodies, signatures and requests as the product makes them, but nothing
// is read, claimed, judged or written down. `<data directory> <database as JSON> <address> <how many at once>` → callbacks per second on stdout.

const [dataDir, database, url, concurrency] = process.argv.slice(2)
openSecrets(await readSecretKey({ dataDir: dataDir!, secretKey: undefined }))
const client = new pg.Client(JSON.parse(database!))
await client.connect()
pg.types.setTypeParser(20, Number)
const { rows } = await client.query(
  `select e.id as event_id, ${toldColumns}, d.uuid from deliveries d join events e on e.id = d.event_id where d.state = 'delivered' order by d.id desc limit 20000`)
await client.end()

const poster = createPoster({ timeout: 5000, guard: createGuard({ webhookAllowHosts: ['127.0.0.1'], publicUrl: 'http://127.0.0.1' }) })
let count = 0
const begin = performance.now()
await Promise.all(Array.from({ length: Number(concurrency) }, async () => {
  for (let row = rows.pop(); row; row = rows.pop()) {
    const outcome = await poster.post({ url: url!, uuid: row.uuid, body: bodyOf(row), secret: 'a secret of 24 characters', previous_secret: null, custom_headers: null }).outcome
    if (outcome?.error) throw new Error(outcome.error)
    count++
  }
}))
console.log(count / ((performance.now() - begin) / 1000))
await poster.close()
