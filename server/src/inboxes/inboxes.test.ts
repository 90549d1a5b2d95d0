import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'

let app: TestApp
let world: World
let api: string
const as = (who: 'maya' | 'noah') => (method: string, path: string, body?: unknown) => app.call(method, `${api}${path}`, { token: world[who].token, body })
const maya = as('maya')
const noah = as('noah')
const newInbox = async (input: object = {}) => (await maya('POST', '/inboxes', { name: 'Extra', channel: { type: 'api' }, ...input })).body

beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' })
  world = await makeWorld(app)
  api = `/api/v1/accounts/${world.account}`
})
afterAll(() => app.close())

test('an administrator sees the whole inbox, in the order of the wire', async () => {
  const { status, body } = await maya('POST', '/inboxes', {
    name: '  Shop ', greeting_enabled: 'true', unheard_of: 1, channel: { type: 'api', name: 'dropped', webhook_url: 'https://shop.test/hook', hmac_mandatory: true, additional_attributes: { agent_reply_time_window: 24 } },
  })
  expect(status).toBe(200)
  expect(Object.keys(body)).toEqual([
    'id', 'avatar_url', 'channel_id', 'name', 'channel_type', 'greeting_enabled', 'greeting_message', 'working_hours_enabled', 'enable_email_collect',
    'csat_survey_enabled', 'csat_config', 'enable_auto_assignment', 'auto_assignment_config', 'out_of_office_message', 'working_hours', 'timezone',
    'callback_webhook_url', 'allow_messages_after_resolved', 'lock_to_single_conversation', 'sender_name_type', 'business_name', 'allowed_domains',
    'widget_color', 'website_url', 'hmac_mandatory', 'welcome_title', 'welcome_tagline', 'web_widget_script', 'website_token', 'selected_feature_flags',
    'reply_time', 'messaging_service_sid', 'phone_number', 'hmac_token', 'secret', 'webhook_url', 'inbox_identifier', 'additional_attributes', 'provider',
    'unique_source_id', 'previous_secret_until', 'webhook_secret', 'custom_headers', 'skip_own', 'previous_hmac_token_until', 'events',
  ])
  expect(body).toMatchObject({
    name: 'Shop', channel_type: 'Channel::Api', channel_id: expect.any(Number), greeting_enabled: true, hmac_mandatory: true, webhook_url: 'https://shop.test/hook',
    additional_attributes: { agent_reply_time_window: 24 }, timezone: 'UTC', enable_email_collect: true, lock_to_single_conversation: false, avatar_url: '',
  })
  expect(body).toMatchObject({
    previous_secret_until: null, previous_hmac_token_until: null, custom_headers: {}, skip_own: false, events: null,
    webhook_secret: `whsec_${Buffer.from(body.secret).toString('base64')}`,
  })
  for (const token of [body.secret, body.hmac_token, body.inbox_identifier]) expect(token).toMatch(/^[1-9A-HJ-NP-Za-km-z]{24}$/)
  expect(body.secret).not.toBe(body.hmac_token)
  expect(body.working_hours).toHaveLength(7)
  expect(body.working_hours[0]).toEqual({ day_of_week: 0, closed_all_day: true, open_hour: null, open_minutes: null, close_hour: null, close_minutes: null, open_all_day: false })
  expect(body.working_hours[1]).toEqual({ day_of_week: 1, closed_all_day: false, open_hour: 9, open_minutes: 0, close_hour: 17, close_minutes: 0, open_all_day: false })
})

test('secrets lie sealed in the database', async () => {
  const [row] = await app.db.query('select secret, hmac_token from inboxes where id = $1', [world.inbox.id])
  expect(JSON.stringify(row)).not.toContain(world.inbox.secret)
  expect(JSON.stringify(row)).not.toContain(world.inbox.hmac_token)
})

test('an agent sees the inboxes it works in, without their secrets', async () => {
  const { id } = await newInbox({ name: 'aardvark' })
  const { body } = await noah('GET', '/inboxes/')
  expect(body.payload.map((inbox: { id: number }) => inbox.id)).toEqual([world.inbox.id])
  expect(body.payload[0]).toMatchObject({ inbox_identifier: world.inbox.identifier, webhook_url: null })
  expect(Object.keys(body.payload[0])).not.toEqual(expect.arrayContaining(['secret']))
  expect(Object.keys(body.payload[0])).not.toEqual(expect.arrayContaining(['hmac_token']))
  for (const key of ['webhook_secret', 'custom_headers', 'previous_secret_until', 'previous_hmac_token_until']) expect(body.payload[0]).not.toHaveProperty(key)
  expect((await noah('GET', `/inboxes/${world.inbox.id}`)).body).toEqual(body.payload[0])
  const everything = (await maya('GET', '/inboxes')).body.payload.map((inbox: { name: string }) => inbox.name.toLowerCase())
  expect(everything[0]).toBe('aardvark')
  expect(everything).toEqual(everything.toSorted())
  await maya('DELETE', `/inboxes/${id}`)
})

test('an inbox is found only by those who may work in it', async () => {
  const other = await makeWorld(app, 'umbrella')
  const { id } = await newInbox()
  expect(await noah('GET', `/inboxes/${id}`)).toMatchObject({ status: 401, body: { error: 'You are not authorized to do this action' } })
  for (const unknown of [other.inbox.id, 999_999, 'abc', '9'.repeat(30)]) {
    for (const [method, path] of [['GET', ''], ['PATCH', ''], ['DELETE', ''], ['GET', '/assignable_agents'], ['POST', '/reset_secret'], ['POST', '/rotate_hmac_token'], ['DELETE', '/avatar']] as const) {
      expect(await maya(method, `/inboxes/${unknown}${path}`)).toMatchObject({ status: 404, body: { error: 'Resource could not be found' } })
    }
  }
  for (const [method, path] of [['POST', ''], ['PATCH', `/${world.inbox.id}`], ['DELETE', `/${world.inbox.id}`], ['POST', `/${world.inbox.id}/reset_secret`], ['DELETE', `/${world.inbox.id}/avatar`]] as const) {
    expect((await noah(method, `/inboxes${path}`, { name: 'Mine' })).status).toBe(401)
  }
  expect((await app.call('GET', `/api/v1/accounts/${other.account}/inboxes/${other.inbox.id}`, { token: world.maya.token })).status).toBe(401)
})

test.each([
  [{ channel: { type: 'api' } }, { message: "Name can't be blank", attributes: ['name'] }],
  [{ name: ' ', channel: { type: 'api' } }, { message: "Name can't be blank", attributes: ['name'] }],
  [{ name: 'null', channel: { type: 'api' } }, { message: "Name can't be blank", attributes: ['name'] }],
  [{ name: 'x'.repeat(256), channel: { type: 'api' } }, { message: 'Name is too long (maximum is 255 characters)', attributes: ['name'] }],
  [{ name: 'A' }, { message: 'Channel must exist', attributes: ['channel'] }],
  [{ name: 'A', channel: { type: 'whatsapp' } }, { error: 'Parley serves inboxes of the API channel only: channel.type must be "api"' }],
  [{ name: 'A', channel: { type: 'api', webhook_url: 'ftp://host' } }, { message: 'Webhook url is invalid', attributes: ['webhook_url'] }],
  [{ name: 'A', channel: { type: 'api', callback_url: 'http://' } }, { message: 'Webhook url is invalid', attributes: ['webhook_url'] }],
  [{ name: 'A', channel: { type: 'api', webhook_url: `https://host/${'x'.repeat(2048)}` } }, { message: 'Webhook url is too long (maximum is 2048 characters)', attributes: ['webhook_url'] }],
  [{ name: 'A', channel: { type: 'api', additional_attributes: { agent_reply_time_window: 0 } } }, { message: 'Agent reply time window must be greater than 0', attributes: ['agent_reply_time_window'] }],
  [{ name: 'A', channel: { type: 'api', additional_attributes: { agent_reply_time_window: 'soon' } } }, { message: 'Agent reply time window must be greater than 0', attributes: ['agent_reply_time_window'] }],
  [{ name: 'A', channel: { type: 'api' }, timezone: 'Mars/Base' }, { message: 'Timezone is not included in the list', attributes: ['timezone'] }],
  [{ name: 'A', channel: { type: 'api' }, greeting_message: 'x'.repeat(10_001) }, { message: 'Greeting message is too long (maximum is 10000 characters)', attributes: ['greeting_message'] }],
  [{ name: 'A', channel: { type: 'api' }, sender_name_type: 'rude' }, { error: "'rude' is not a valid sender_name_type" }],
  [{ name: 'A', channel: { type: 'api' }, events: [] }, { message: 'Events Invalid events', attributes: ['events'] }],
  [{ name: 'A', channel: { type: 'api' }, events: 'message_created' }, { message: 'Events Invalid events', attributes: ['events'] }],
  [{ name: 'A', channel: { type: 'api' }, events: ['message_created', 'everything'] }, { message: 'Events Invalid events', attributes: ['events'] }],
  [{ name: 'A', channel: { type: 'api' }, custom_headers: { Host: 'x' } }, { message: 'Custom headers name Host, which is set for each callback', attributes: ['custom_headers'] }],
])('no inbox is made of %j', async (input, body) => {
  const before = (await maya('GET', '/inboxes')).body.payload.length
  expect(await maya('POST', '/inboxes', input)).toMatchObject({ status: 422, body })
  expect((await maya('GET', '/inboxes')).body.payload).toHaveLength(before)
})

test.each([
  [{ channel: { type: 'api', callback_url: ' https://a.test/1 ' } }, 'https://a.test/1'],
  [{ webhook_url: 'https://a.test/2' }, 'https://a.test/2'],
  [{ callback_url: 'https://a.test/3' }, 'https://a.test/3'],
  [{ callback_url: 'https://a.test/4', channel: { type: 'api', webhook_url: 'https://a.test/5' } }, 'https://a.test/5'],
  [{ channel: { type: 'api', webhook_url: '' } }, null],
])('the callback address of %j is %j', async (input, url) => {
  expect((await newInbox(input)).webhook_url).toBe(url)
})

test('an update changes what it names and nothing else', async () => {
  const inbox = await newInbox({ channel: { type: 'api', webhook_url: 'https://a.test/hook', additional_attributes: { a: 1 } } })
  const changed = await maya('PATCH', `/inboxes/${inbox.id}`, { greeting_message: 'Hello', channel: { type: 'api', hmac_mandatory: 'true' } })
  expect(changed).toMatchObject({ status: 200, body: { ...inbox, greeting_message: 'Hello', hmac_mandatory: true } })
  const replaced = await maya('PUT', `/inboxes/${inbox.id}/`, { greeting_message: 'null', channel: { additional_attributes: { b: 2 }, webhook_url: null } })
  expect(replaced.body).toMatchObject({ greeting_message: null, additional_attributes: { b: 2 }, webhook_url: null, hmac_mandatory: true })
  expect(replaced.body.additional_attributes).toEqual({ b: 2 })
  expect(await maya('PATCH', `/inboxes/${inbox.id}`, { name: '' })).toMatchObject({ status: 422, body: { message: "Name can't be blank" } })
})

test('a survey gets the rest of its settings on update, and an empty one is ignored', async () => {
  const { id, csat_config } = await newInbox({ csat_config: { message: 'Happy?' } })
  expect(csat_config).toEqual({ message: 'Happy?' })
  const full = { display_type: 'star', message: '', survey_rules: { operator: 'contains', values: [] }, button_text: 'Please rate us', language: 'en' }
  expect((await maya('PATCH', `/inboxes/${id}`, { csat_config: { display_type: 'star' } })).body.csat_config).toEqual(full)
  expect((await maya('PATCH', `/inboxes/${id}`, { csat_config: {} })).body.csat_config).toEqual(full)
})

test('a form writes the days one after the other', async () => {
  const { id } = await newInbox()
  const form = new URLSearchParams([
    ['working_hours[][day_of_week]', '1'], ['working_hours[][open_hour]', '10'], ['working_hours[][day_of_week]', '2'], ['working_hours[][closed_all_day]', 'true'],
  ])
  const { body } = await app.call('PATCH', `${api}/inboxes/${id}`, { token: world.maya.token, body: form.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  expect(body.working_hours.slice(1, 3)).toMatchObject([{ open_hour: 10, closed_all_day: false }, { closed_all_day: true }])
})

test('working hours change by day; days that make no sense are passed over', async () => {
  const { id } = await newInbox()
  const { body } = await maya('PATCH', `/inboxes/${id}`, {
    working_hours: [
      { day_of_week: 0, closed_all_day: false, open_all_day: true },
      { day_of_week: '1', open_hour: 8, close_hour: '12', close_minutes: 30 },
      { day_of_week: 2, close_hour: 8 },
      { day_of_week: 3, open_hour: 25 },
      { day_of_week: 4, closed_all_day: true },
      { day_of_week: 6, closed_all_day: false },
    ],
  })
  const week = body.working_hours.map((day: Record<string, number | boolean>) =>
    (day['closed_all_day'] ? 'closed' : `${day['open_hour']}:${day['open_minutes']}-${day['close_hour']}:${day['close_minutes']}${day['open_all_day'] ? ' open' : ''}`))
  expect(week).toEqual(['0:0-23:59 open', '8:0-12:30', '9:0-17:0', '9:0-17:0', 'closed', '9:0-17:0', 'closed'])
  expect((await maya('PATCH', `/inboxes/${id}`, { working_hours: [{ day_of_week: 7 }] })).status).toBe(422)
})

test('account webhooks hear of an inbox, without its secrets', async () => {
  await maya('POST', '/webhooks', { url: 'https://listener.test/inboxes', subscriptions: ['inbox_created', 'inbox_updated'] })
  const { id, secret, hmac_token } = await newInbox({ name: 'Told' })
  await maya('PATCH', `/inboxes/${id}`, { name: 'Retold', greeting_enabled: true })
  await maya('PATCH', `/inboxes/${id}`, { name: 'Retold' })
  await maya('PATCH', `/inboxes/${id}`, { channel: { webhook_url: 'https://a.test/x' } })
  await maya('POST', `/inboxes/${id}/reset_secret`)
  const events = await app.db.query('select name, subject, changes from events where inbox_id = $1 order by id', [id])
  const moved = [expect.stringMatching(/Z$/), expect.stringMatching(/Z$/)]
  expect(events.map(({ name, changes }) => [name, changes])).toEqual([
    ['inbox.created', null],
    ['inbox.updated', { name: ['Told', 'Retold'], greeting_enabled: [false, true], updated_at: moved }],
    ['inbox.updated', { updated_at: moved }],
    ['inbox.updated', { updated_at: moved }],
  ])
  expect(JSON.stringify(events)).not.toContain(secret)
  expect(JSON.stringify(events)).not.toContain(hmac_token)
  expect((await app.db.query(`select 1 from deliveries d join events e on e.id = d.event_id where e.inbox_id = $1`, [id])).length).toBe(4)
})

test('secret and key are replaced, each alone', async () => {
  const { id, secret, hmac_token } = await newInbox()
  const reset = (await maya('POST', `/inboxes/${id}/reset_secret`)).body
  expect(reset.secret).toMatch(/^\w{24}$/)
  expect(reset).toMatchObject({ id, hmac_token })
  expect(reset.secret).not.toBe(secret)
  const rotated = (await maya('POST', `/inboxes/${id}/rotate_hmac_token`)).body
  expect(rotated.secret).toBe(reset.secret)
  expect(rotated.hmac_token).not.toBe(hmac_token)
})

test('a picture is kept, served, replaced and removed', async () => {
  const { id } = await newInbox()
  const picture = (text: string) => {
    const form = new FormData()
    form.set('avatar', new Blob([text]), 'evil.html')
    form.set('name', 'Pictured')
    return form
  }
  const png = `\x89PNG\r\n\x1a\n`
  const bytes = (text: string) => Buffer.from(text, 'latin1') as unknown as string
  const first = (await maya('PATCH', `/inboxes/${id}`, picture(bytes(`${png}1`)))).body
  expect(first).toMatchObject({ name: 'Pictured', avatar_url: expect.stringMatching(/\/rails\/active_storage\/blobs\/redirect\/\w+\/avatar\.png$/) })
  const served = (url: string) => fetch(new URL(new URL(url).pathname, app.url))
  expect((await served(first.avatar_url)).headers.get('content-type')).toBe('image/png')
  const second = (await maya('PATCH', `/inboxes/${id}`, picture(bytes('GIF89a')))).body
  expect((await served(first.avatar_url)).status).toBe(404)
  expect((await served(second.avatar_url)).status).toBe(200)
  expect(await maya('PATCH', `/inboxes/${id}`, picture('<script>'))).toMatchObject({ status: 422, body: { attributes: ['avatar'] } })
  expect(await maya('DELETE', `/inboxes/${id}/avatar`)).toMatchObject({ status: 200, body: null })
  expect((await maya('GET', `/inboxes/${id}`)).body.avatar_url).toBe('')
  expect((await served(second.avatar_url)).status).toBe(404)
})

test('a deleted inbox takes its conversations, messages and files with it; its contacts stay', async () => {
  const inbox = await newInbox()
  const client = `/public/api/v1/inboxes/${inbox.inbox_identifier}/contacts`
  const contact = (await app.call('POST', client, { body: { name: 'Nia' } })).body
  const conversation = (await app.call('POST', `${client}/${contact.source_id}/conversations`)).body.id
  const form = new FormData()
  form.set('content', 'See this')
  form.set('attachments[]', new Blob(['a picture'], { type: 'image/png' }), 'a.png')
  const message = (await app.call('POST', `${client}/${contact.source_id}/conversations/${conversation}/messages`, { body: form })).body
  const file = new URL(new URL(message.attachments[0].data_url).pathname, app.url)
  expect((await fetch(file)).status).toBe(200)
  const all_count = (await maya('GET', '/conversations/meta?status=all')).body.meta.all_count - 1
  expect(await maya('DELETE', `/inboxes/${inbox.id}`)).toMatchObject({ status: 200, body: { message: 'Your inbox deletion request will be processed in some time.' } })
  expect((await maya('GET', `/inboxes/${inbox.id}`)).status).toBe(404)
  expect((await maya('GET', `/conversations/${conversation}`)).status).toBe(404)
  expect((await app.call('GET', `${client}/${contact.source_id}`)).status).toBe(404)
  expect((await fetch(file)).status).toBe(404)
  expect((await maya('GET', `/contacts/${contact.id}`)).status).toBe(200)
  expect(await app.db.query('select 1 from messages where inbox_id = $1', [inbox.id])).toEqual([])
  expect((await maya('GET', '/conversations/meta?status=all')).body.meta.all_count).toBe(all_count)
  expect((await maya('DELETE', `/inboxes/${inbox.id}`)).status).toBe(404)
})

test('assignable are the members of all the inboxes, and administrators', async () => {
  const { id } = await newInbox()
  const names = (answer: { body: any }) => answer.body.payload.map((agent: { name: string }) => agent.name)
  expect(names(await noah('GET', `/inboxes/${world.inbox.id}/assignable_agents`))).toEqual(['Maya Lind', 'Noah Berg'])
  expect(names(await maya('GET', `/assignable_agents?inbox_ids[]=${world.inbox.id}`))).toEqual(['Maya Lind', 'Noah Berg'])
  expect(names(await maya('GET', `/assignable_agents?inbox_ids[]=${world.inbox.id}&inbox_ids[]=${id}`))).toEqual(['Maya Lind'])
  expect((await noah('GET', `/assignable_agents?inbox_ids[]=${world.inbox.id}&inbox_ids[]=${id}`)).status).toBe(401)
  for (const query of ['', '?inbox_ids[]=999999', '?inbox_ids[]=x', `?inbox_ids[]=${world.inbox.id}&inbox_ids[]=999999`]) {
    expect((await maya('GET', `/assignable_agents${query}`)).status).toBe(404)
  }
})

test('a client learns of its inbox what concerns it', async () => {
  const { status, body } = await app.call('GET', `/public/api/v1/inboxes/${world.inbox.identifier}`, { token: 'ignored' })
  expect(status).toBe(200)
  expect(Object.keys(body)).toEqual([
    'identifier', 'identity_validation_enabled', 'name', 'timezone', 'working_hours', 'working_hours_enabled', 'csat_survey_enabled', 'greeting_enabled',
  ])
  expect(body).toMatchObject({ identifier: world.inbox.identifier, identity_validation_enabled: false, name: 'Web app', timezone: 'UTC' })
  expect(Object.keys(body.working_hours[0])).toEqual(['day_of_week', 'closed_all_day', 'open_hour', 'open_minutes', 'close_hour', 'close_minutes', 'open_all_day'])
  expect(await app.call('GET', '/public/api/v1/inboxes/nothing')).toMatchObject({ status: 404, body: { status: 404, error: 'Not Found' } })
})
