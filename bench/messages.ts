import pg from 'pg'
import { newChange, writeChange } from '../server/src/conversations/change.ts'
import { loadConversation } from '../server/src/conversations/snapshot.ts'
import { openDb, type Db, type Query } from '../server/src/db/db.ts'
import { systemCause } from '../server/src/events/cause.ts'
import { addMessage } from '../server/src/messages/messages.ts'
import { openConnection, rate, requestBytes } from './raw_http.ts'
import type { BenchServer } from './server.ts'
import type { BenchWorld } from './world.ts'

const seconds = 4
const content = 'A message of about the length that people write when they ask where their parcel is, and when it will come.'

/** Messages per second through the client API, against a bare loop over `pg` that runs the same write statement on the same database. */
export async function benchMessages(server: BenchServer, world: BenchWorld): Promise<void> {
  const db = openDb(server.database, 2)
  console.log('\nMessages per second through the client API, and the same write statement in a bare loop over pg')
  await throughApi(server, world, 16, 2)
  for (const lanes of [1, 16, 64]) {
    // Turn about, so that a machine whose speed drifts is as fair to the one as to the other.
    const limits: number[] = []
    const figures: number[] = []
    for (let round = 0; round < 2; round++) {
      limits.push(await bareLoop(server, db, world, lanes))
      figures.push(await throughApi(server, world, lanes, seconds))
    }
    const [limit, figure] = [Math.max(...limits), Math.max(...figures)]
    console.log(`  ${String(lanes).padStart(2)} connections: ${figure.toFixed(0).padStart(6)}/s   limit ${limit.toFixed(0).padStart(6)}/s   ratio ${(figure / limit).toFixed(2)}`)
  }
  await db.close()
}

async function throughApi(server: BenchServer, { inbox, conversations }: BenchWorld, lanes: number, time: number): Promise<number> {
  const connections = await Promise.all(Array.from({ length: lanes }, () => openConnection(server.port)))
  const requests = conversations.slice(0, lanes).map(({ source_id, id }) =>
    requestBytes('POST', `/public/api/v1/inboxes/${inbox.identifier}/contacts/${source_id}/conversations/${id}/messages`, { content }))
  const figure = await rate(lanes, time, async (lane) => {
    const { status } = await connections[lane]!.send(requests[lane]!)
    if (status !== 200) throw new Error(`the server answered ${status}`)
  })
  for (const connection of connections) connection.close()
  return figure
}

/** The statements are worked out beforehand: what is timed is PostgreSQL and its driver. */
async function bareLoop(server: BenchServer, db: Db, world: BenchWorld, lanes: number): Promise<number> {
  const each = Math.ceil(2500 * seconds / lanes) + 50
  const prepared = await Promise.all(world.conversations.slice(0, lanes).map(({ id }) => recordStatements(db, world, id, each)))
  const clients = await Promise.all(prepared.map(async () => {
    const client = new pg.Client(server.database)
    await client.connect()
    return client
  }))
  const next = prepared.map(() => 0)
  const begin = performance.now()
  let turns = 0
  await Promise.all(clients.map(async (client, lane) => {
    while (next[lane]! < each && performance.now() - begin < seconds * 1000) {
      const { text, values } = prepared[lane]![next[lane]!++]!
      const { rows } = await client.query({ name: 'write', text, values })
      if (!rows[0].changed) throw new Error('the bare loop lost its turn')
      turns += 1
    }
  }))
  const figure = turns / ((performance.now() - begin) / 1000)
  await Promise.all(clients.map((client) => client.end()))
  return figure
}

/** The very statements that the server would run for `count` messages in a row of one conversation. */
async function recordStatements(db: Db, world: BenchWorld, displayId: number, count: number): Promise<{ text: string; values: unknown[] }[]> {
  const [row] = await db.query<{ id: number }>('select id from conversations where account_id = $1 and display_id = $2', [world.account, displayId])
  const loaded = (await loadConversation(db.query, row!.id))!
  const [ids] = await db.query<{ ids: number[] }>(`select array(select nextval('messages_id_seq') from generate_series(1, $1::int)) as ids`, [count])
  const recorded: { text: string; values: unknown[] }[] = []
  const record: Query = async (text, values) => {
    recorded.push({ text, values: [...values!] })
    return [{ changed: true, held: true, event_ids: null, owed: null }] as never
  }
  let { conversation, contact } = loaded
  for (const id of ids!.ids) {
    const change = newChange(db, systemCause, { ...loaded, conversation, contact, message_ids: [id] })
    await addMessage(db, change, { message_type: 0, content, sender: null })
    await writeChange(record, change)
    conversation = change.snapshot.conversation
    contact = change.snapshot.contact
  }
  return recorded
}
