import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from '../../test/contract/stage.ts'
import type { Db } from '../db/db.ts'
import { systemCause } from '../events/cause.ts'
import { runBulkActions } from './run.ts'

let stage: Stage

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())

test('after a kill it goes on where it stood, and undoes nothing that came in between', async () => {
  const { app: { db, config }, omar, maya, world } = stage
  const threads = [(await omar('POST', '/conversations')).body.id, (await omar('POST', '/conversations')).body.id] as number[]
  const shown = async () => (await Promise.all(threads.map((id) => maya('GET', `/conversations/${id}`)))).map(({ body }) => body.status)
  await db.query(
    `insert into bulk_actions (account_id, kind, ids, change, cause)
     select account_id, 'Conversation', array_agg(id order by id), '{"status":"resolved","add_labels":[],"remove_labels":[]}', $3 from conversations where account_id = $1 and display_id = any($2) group by 1`,
    [world.account, threads, JSON.stringify(systemCause)])
  let notes = 0
  const query: Db['query'] = (text, ...rest) => {
    if (text.startsWith('update bulk_actions set done') && ++notes === 2) throw new Error('killed')
    return db.query(text, ...rest)
  }
  const run = (on: Db) => runBulkActions(on, config.dataDir, new AbortController().signal)
  await expect(run({ ...db, query })).rejects.toThrow('killed')
  expect(await shown()).toEqual(['resolved', 'resolved'])
  await omar('POST', `/conversations/${threads[0]}/messages`, { content: 'not yet' })
  await db.query('update bulk_actions set claimed_until = null')
  await run(db)
  expect(await shown()).toEqual(['open', 'resolved'])
  expect(await db.query('select 1 from bulk_actions')).toEqual([])
})
