import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from '../../test/contract/stage.ts'
import { keepTexts } from './texts.ts'

let stage: Stage

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())

const say = async (content: string) => (await stage.maya('POST', `${stage.thread}/messages`, { content })).body.id as number
const age = (id: number) => stage.app.db.query(`update messages set created_at = created_at - interval '2 minutes' where id = $1`, [id])
const keep = () => keepTexts(stage.app.db, new AbortController().signal)
const kept = async () => (await stage.app.db.query<{ content: string }>('select content from message_texts order by message_id')).map(({ content }) => content)
const found = async (q: string) => [
  (await stage.noah('GET', `/search/messages?q=${q}`)).body.payload.messages.map(({ content }: { content: string }) => content), (await stage.noah('GET', `/conversations?q=${q}`)).body.data.meta.all_count,
]

test('a text is found from the first moment, and after it was kept for the search', async () => {
  const first = await say('a purple kite')
  expect(await found('purple')).toEqual([['a purple kite'], 1])
  await age(first)
  await say('a purple boat')
  await keep()
  await keep()
  expect(await kept()).toEqual(['a purple kite'])
  expect(await found('purple')).toEqual([['a purple boat', 'a purple kite'], 1])
  expect(await found('URPLE%20k')).toEqual([['a purple kite'], 1])
})

test('what is taken back or deleted is forgotten', async () => {
  const regretted = await say('an orange secret')
  await age(regretted)
  await stage.app.db.query(`update messages set created_at = created_at - interval '2 minutes'`)
  await keep()
  expect(await kept()).toContain('an orange secret')
  await stage.maya('DELETE', `${stage.thread}/messages/${regretted}`)
  expect(await kept()).not.toContain('an orange secret')
  expect(await found('orange')).toEqual([[], 0])
  await stage.maya('DELETE', stage.thread)
  expect(await kept()).toEqual([])
})
