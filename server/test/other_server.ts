import { pino } from 'pino'
import { startApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { openDb } from '../src/db/db.ts'

// A server in a process of its own, for tests that kill it. It prints its address.
const { connection, dataDir, secretKey } = JSON.parse(process.argv[2]!)
const config = readConfig({ PORT: '0', DATA_DIR: dataDir })
const app = await startApp({ config, db: openDb(connection, 16), connection, secretKey, log: pino({ level: 'silent' }) })
console.log((await app.listen()).replace('[::1]', 'localhost'))
