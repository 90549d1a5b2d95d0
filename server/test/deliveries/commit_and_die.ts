import { openDb } from '../../src/db/db.ts'
import { openStage, say } from './stage.ts'

// A process that is killed right after a commit, while its worker is about to deliver.
const { connection, conversation, count } = JSON.parse(process.argv[2]!)
const stage = await openStage(connection)
stage.deliver()
const db = openDb(connection, 1)
for (let n = 0; n < count; n++) await say(n === count - 1 ? stage.db : db, conversation, `${n}`)
process.kill(process.pid, 'SIGKILL')
