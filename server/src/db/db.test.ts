import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type pg from 'pg'
import { freshDatabase } from '../../test/database.ts'
import { startTestApp } from '../../test/harness.ts'
import { startRival } from '../../test/rival.ts'
import { makeWorld } from '../../test/world.ts'
import { openDb, type Db } from './db.ts'

let connection: pg.PoolConfig
let db: Db

beforeEach(async () => {
  connection = await freshDatabase()
  db = openDb(connection, 2)
})
afterEach(() => db.close())

test('a connection that ends between two statements of a transaction ends the transaction alone', async () => {
  const transaction = db.transaction(async (query) => {
    const [own] = await query('select pg_backend_pid() as pid', [])
    await db.query('select pg_terminate_backend($1)', [own!.pid])
    while ((await db.query('select 1 from pg_stat_activity where pid = $1', [own!.pid])).length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await new Promise((resolve) => setTimeout(resolve, 50))
    await query('select 1', [])
  })
  await expect(transaction).rejects.toThrow(/terminat|connection/i)
  expect(await db.transaction((query) => query('select 1 as one', []))).toEqual([{ one: 1 }])
})

test('a database that breaks off is a 503, and the next request finds it again', async () => {
  const way = await startWay(connection)
  const app = await startTestApp({ LOG_LEVEL: 'silent' }, way.connection)
  const world = await makeWorld(app)
  const path = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${world.omar.source_id}/conversations/${world.conversation}`
  const create = () => app.call('POST', `${path}/messages`, { body: { content: 'x' } })
  const start = () => app.call('POST', `/api/v1/accounts/${world.account}/inboxes`, { token: world.maya.token, body: { name: 'x', channel: { type: 'api' } } })

  for (const request of [create, start]) {
    const rival = await startRival(db, connection)
    await rival.query('lock table conversations, inboxes in exclusive mode')
    const asked = request()
    await rival.blocks(1)
    way.cut()
    expect(await asked).toMatchObject({ status: 503, body: { status: 503, error: 'Service Unavailable' } })
    await rival.commit()
  }
  const rival = await startRival(db, connection)
  await rival.query('lock table conversations in exclusive mode')
  const asked = create()
  await rival.blocks(1)
  await db.query(`select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`)
  expect((await asked).status).toBe(503)
  await rival.commit()
  way.close()
  expect((await create()).status).toBe(503)
  await way.open()
  expect((await create()).status).toBe(200)
  await app.close()
  way.close()
})

/** A way to the same database that can be cut: what is under way never hears an answer. */
async function startWay(target: pg.PoolConfig) {
  const sockets = new Set<Socket>()
  let server: Server
  let port = 0
  const way = {
    connection: {} as pg.PoolConfig,
    async open() {
      server = createServer((near) => {
        const far = target.host?.startsWith('/') ? connect(join(target.host, `.s.PGSQL.${target.port}`)) : connect(Number(target.port), target.host)
        for (const socket of [near, far]) {
          sockets.add(socket)
          socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
        }
        near.pipe(far).pipe(near)
      })
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      port = (server.address() as { port: number }).port
      way.connection = { ...target, host: '127.0.0.1', port }
    },
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close() {
      server.close()
      way.cut()
    },
  }
  await way.open()
  return way
}
