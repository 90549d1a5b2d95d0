import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { agentRoom, contactRoom } from '../../test/cable/client.ts'
import { clientPath, openStage, type Stage } from '../../test/contract/stage.ts'

// Greeting and out of office (client API §4.5), through the customer's door.

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const week = (day: object) => [0, 1, 2, 3, 4, 5, 6].map((day_of_week) => ({ day_of_week, closed_all_day: false, open_all_day: false, ...day }))
const away = { working_hours_enabled: true, out_of_office_message: 'We are away, {{contact.name}}', working_hours: week({ closed_all_day: true }) }
const settle = (settings: object) => stage.maya('PATCH', `/inboxes/${stage.world.inbox.id}`, settings)

beforeEach(() => settle({ greeting_enabled: false, greeting_message: null, working_hours_enabled: false, out_of_office_message: null, enable_auto_assignment: false }))

/** A customer with a conversation of its own. */
async function customer(name = 'Ines') {
  const contact = (await stage.app.call('POST', `/public/api/v1/inboxes/${stage.world.inbox.identifier}/contacts`, { body: { name } })).body
  const path = clientPath(stage.world, contact.source_id)
  const { id } = (await stage.app.call('POST', `${path}/conversations`)).body
  const thread = `/conversations/${id}`
  const texts = async () => (await stage.app.call('GET', `${path}${thread}/messages`)).body.map(({ content, message_type }: any) => `${message_type} ${content}`)
  return {
    ...contact, thread, texts,
    say: (content: string) => stage.app.call('POST', `${path}${thread}/messages`, { body: { content } }),
    answer: (content: string, more: object = {}) => stage.noah('POST', `${thread}/messages`, { content, ...more }),
    shift: (span: string) => stage.app.db.query(
      `update messages set created_at = created_at - $3::interval where account_id = $1 and conversation_id = (select id from conversations where account_id = $1 and display_id = $2)`,
      [stage.world.account, id, span]),
  }
}

test('a greeting answers the first message alone, in the same commit and before the contact is told of', async () => {
  await settle({ greeting_enabled: true, greeting_message: 'Welcome to {{inbox.name}}, {{contact.first_name}}!' })
  const { world } = stage
  const ines = await customer('Ines Faro')
  const rooms = [agentRoom(world.account, { id: world.maya.id, token: world.maya.pubsub_token }), contactRoom(ines.pubsub_token)]
  const ears = await Promise.all(rooms.map((room) => stage.ear(room)))
  const said = await ines.say('hello')
  expect(said.body).toMatchObject({ content: 'hello', message_type: 0 })
  await ines.say('are you there?')
  expect(await ines.texts()).toEqual(['0 hello', '3 Welcome to Web app, Ines!', '0 are you there?'])
  const heard = await Promise.all(ears.map(async (ear, index) => (await ear.events(rooms[index]!)).map(({ event, data }) => [event, data.content, data.message_type])))
  expect(heard).toEqual([
    [['message.created', 'hello', 0], ['message.created', 'Welcome to Web app, Ines!', 3], ['contact.updated', undefined, undefined], ['message.created', 'are you there?', 0], ['contact.updated', undefined, undefined]],
    [['message.created', 'hello', 0], ['message.created', 'Welcome to Web app, Ines!', 3], ['message.created', 'are you there?', 0]],
  ])
  const [commits] = await stage.app.db.query(
    `select count(distinct xid)::int as count from events where name = 'message.created' and subject -> 'message' ->> 'content' in ('hello', 'Welcome to Web app, Ines!') and contact_id = $1`, [ines.id])
  expect(commits!.count).toBe(1)
  await stage.settled()
  const told = stage.inboxSink.received.map(({ body }) => body).filter(({ event, conversation }) => event === 'message_created' && conversation.meta.sender.id === ines.id)
  expect(told.map(({ message_type, content, sender }) => [message_type, content, sender?.name ?? null])).toEqual([['incoming', 'hello', 'Ines Faro'], ['template', 'Welcome to Web app, Ines!', null], ['incoming', 'are you there?', 'Ines Faro']])
})

test('nobody is greeted who has been spoken to, not even by a note', async () => {
  await settle({ greeting_enabled: true, greeting_message: 'Welcome' })
  for (const more of [{}, { private: true }, { message_type: 'template' }]) {
    const ines = await customer()
    await ines.answer('first', more)
    await ines.say('hello')
    expect((await ines.texts()).filter((text: string) => text.includes('Welcome'))).toEqual([])
  }
  for (const settings of [{ greeting_enabled: false, greeting_message: 'Welcome' }, { greeting_enabled: true, greeting_message: null }, { greeting_enabled: true, greeting_message: '' }]) {
    await settle(settings)
    const ines = await customer()
    await ines.say('hello')
    expect(await ines.texts()).toEqual(['0 hello'])
  }
})

test('messages through the application API, and with the conversation itself, are answered as well', async () => {
  await settle({ greeting_enabled: true, greeting_message: 'Welcome' })
  const { omar, inbox } = stage.world
  const started = await stage.maya('POST', '/conversations', { inbox_id: inbox.id, contact_id: omar.id, message: { content: 'hi', message_type: 'incoming' } })
  const texts = async (id: number) => (await stage.maya('GET', `/conversations/${id}/messages`)).body.payload.map(({ content }: any) => content)
  // As this wire has it, a message at the creation is an agent's, whatever it says of itself.
  expect(await texts(started.body.id)).toContain('hi')
  const second = await stage.maya('POST', '/conversations', { inbox_id: inbox.id, contact_id: omar.id })
  await stage.maya('POST', `/conversations/${second.body.id}/messages`, { content: 'from outside', message_type: 'incoming' })
  expect(await texts(second.body.id)).toEqual(['from outside', 'Welcome'])
})

test('who wants to hear nothing of its own doings hears of the answer all the same', async () => {
  await settle({ greeting_enabled: true, greeting_message: 'Welcome', skip_own: true, webhook_url: stage.inboxSink.url, csat_survey_enabled: true })
  const { id } = (await stage.maya('POST', '/conversations', { inbox_id: stage.world.inbox.id, contact_id: stage.world.omar.id })).body
  await stage.maya('POST', `/conversations/${id}/messages`, { content: 'relayed', message_type: 'incoming' })
  await stage.maya('POST', `/conversations/${id}/toggle_status`, { status: 'resolved' })
  await stage.settled()
  const told = stage.inboxSink.received.map(({ body }) => body).filter(({ event, conversation }) => event === 'message_created' && conversation?.id === id)
  expect(told.map(({ content, cause }) => [content.slice(0, 11), cause.type, cause.token_id])).toEqual([['Welcome', 'system', null], ['Please rate', 'system', null]])
  await settle({ skip_own: false, csat_survey_enabled: false })
})

test('out of office answers once a day, and goes before the greeting', async () => {
  await settle({ ...away, greeting_enabled: true, greeting_message: 'Welcome' })
  const ines = await customer()
  await ines.say('one')
  await ines.say('two')
  expect(await ines.texts()).toEqual(['0 one', '3 We are away, Ines', '0 two'])
  await ines.shift('1 day')
  await ines.say('three')
  expect((await ines.texts()).slice(3)).toEqual(['0 three', '3 We are away, Ines'])
})

test('out of office keeps quiet while an agent has just answered', async () => {
  await settle(away)
  const ines = await customer()
  await ines.answer('I am still here')
  await ines.say('thanks')
  expect(await ines.texts()).toEqual(['1 I am still here', '0 thanks'])
  await ines.shift('6 minutes')
  await ines.say('and now?')
  expect((await ines.texts()).at(-1)).toBe('3 We are away, Ines')
  const other = await customer('Rui')
  await other.answer('a note', { private: true })
  await other.say('hello')
  expect((await other.texts()).at(-1)).toBe('3 We are away, Rui')
})

test('out of office follows the hours of the inbox on its own clock', async () => {
  const shown = new Intl.DateTimeFormat('en', { timeZone: 'Pacific/Auckland', weekday: 'short' }).format()
  const today = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(shown)
  const cases: [object[], boolean][] = [
    [week({ closed_all_day: true }).map((day) => ({ ...day, closed_all_day: day.day_of_week !== today, open_all_day: day.day_of_week === today })), true],
    [week({ open_all_day: true }).map((day) => ({ ...day, closed_all_day: day.day_of_week === today, open_all_day: day.day_of_week !== today })), false],
  ]
  for (const [working_hours, isOpen] of cases) {
    await settle({ ...away, timezone: 'Pacific/Auckland', working_hours })
    const ines = await customer()
    await ines.say('hello')
    expect((await ines.texts()).length).toBe(isOpen ? 1 : 2)
  }
  await settle({ timezone: 'UTC', out_of_office_message: null, working_hours: week({ closed_all_day: true }) })
  const silent = await customer()
  await silent.say('hello')
  expect(await silent.texts()).toEqual(['0 hello'])
})

test('a blocked contact stays resolved and is not answered', async () => {
  await settle({ ...away, greeting_enabled: true, greeting_message: 'Welcome', csat_survey_enabled: true })
  const ines = await customer()
  await stage.maya('PATCH', `/contacts/${ines.id}`, { blocked: true })
  await stage.maya('POST', `${ines.thread}/toggle_status`, { status: 'resolved' })
  await ines.say('let me in')
  expect(await ines.texts()).toEqual(['0 let me in'])
  expect((await stage.maya('GET', ines.thread)).body).toMatchObject({ status: 'resolved', muted: true })
  await stage.maya('PATCH', `/contacts/${ines.id}`, { blocked: false })
  await ines.say('better?')
  expect((await stage.maya('GET', ines.thread)).body.status).toBe('open')
  await settle({ csat_survey_enabled: false })
})

test('a message to a resolved conversation is taken even where the inbox says otherwise', async () => {
  await settle({ allow_messages_after_resolved: false })
  const ines = await customer()
  await stage.maya('POST', `${ines.thread}/toggle_status`, { status: 'resolved' })
  expect((await ines.say('one more thing')).status).toBe(200)
  expect((await stage.maya('GET', ines.thread)).body.status).toBe('open')
  await settle({ allow_messages_after_resolved: true })
})

test('ten first messages at once are greeted once', async () => {
  await settle({ greeting_enabled: true, greeting_message: 'Welcome' })
  const ines = await customer()
  await Promise.all(Array.from({ length: 10 }, (_, index) => ines.say(`m${index}`)))
  expect((await ines.texts()).filter((text: string) => text === '3 Welcome')).toEqual(['3 Welcome'])
})

test('a snooze is told on the clock of the inbox', async () => {
  await settle({ timezone: 'Asia/Kathmandu' })
  const ines = await customer()
  await stage.maya('POST', `${ines.thread}/toggle_status`, { status: 'snoozed', snoozed_until: Date.UTC(2030, 0, 7, 3, 15) / 1000 })
  const lines = (await stage.maya('GET', `${ines.thread}/messages`)).body.payload.map(({ content }: any) => content)
  expect(lines.at(-1)).toBe('Conversation was snoozed by Maya Lind until Mon, 7 Jan 2030, 09:00 GMT+5:45')
  await settle({ timezone: 'UTC' })
})
