import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectRefusals, notFound } from './calls.ts'
import { row } from './covers.ts'

let stage: Stage
beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())

const event = {
  id: 'int', name: 'text', value: 'float', value_in_business_hours: 'float', event_start_time: 'iso', event_end_time: 'iso', account_id: 'int', conversation_id: 'int',
  inbox_id: 'int', user_id: 'int|null', created_at: 'iso', updated_at: 'iso',
}

test(row('6.5 GET /reporting_events'), async () => {
  const { maya, noah, omar, thread, world } = stage
  expect(expectAnswer(await noah('GET', `${thread}/reporting_events`), [event])).toEqual([])
  await omar('POST', `${thread}/messages`, { content: 'Hello?' })
  await noah('POST', `${thread}/messages`, { content: 'a note', private: true })
  await noah('POST', `${thread}/messages`, { content: 'Hi' })
  await noah('POST', `${thread}/messages`, { content: 'How can I help?' })
  await omar('POST', `${thread}/messages`, { content: 'Where is it?' })
  await maya('POST', `${thread}/messages`, { content: 'On its way' })
  await maya('POST', `${thread}/assignments`, { assignee_id: world.noah.id })
  await maya('POST', `${thread}/toggle_status`, { status: 'resolved' })
  await maya('POST', `${thread}/toggle_status`, { status: 'resolved' })
  await omar('POST', `${thread}/messages`, { content: 'Thanks' })
  await maya('POST', `${thread}/toggle_status`, { status: 'resolved' })
  const events = expectAnswer(await noah('GET', `${thread}/reporting_events`), [event])
  expect(events.map(({ name, user_id }: any) => [name, user_id])).toEqual([
    ['first_response', world.noah.id], ['reply_time', world.maya.id], ['conversation_resolved', world.noah.id], ['conversation_resolved', world.noah.id],
  ])
  expect(events[0]).toMatchObject({ conversation_id: world.conversation, inbox_id: world.inbox.id, account_id: world.account, value_in_business_hours: 0 })
  await expectRefusals([[maya, 'GET', '/conversations/999999/reporting_events', undefined, 404, notFound]])
})
