import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addAgent } from '../../world.ts'
import type { Form } from '../form.ts'
import { agent } from '../forms.ts'
import { openStage, png, type Ask, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound, notYours } from './calls.ts'
import { row } from './covers.ts'

// Application API §3.

const day = { day_of_week: 'int', closed_all_day: 'bool', open_hour: 'int|null', open_minutes: 'int|null', close_hour: 'int|null', close_minutes: 'int|null', open_all_day: 'bool' } as const
const common = {
  id: 'int', avatar_url: 'text', channel_id: 'int', name: 'text', channel_type: '=Channel::Api', greeting_enabled: 'bool', greeting_message: 'text|null', working_hours_enabled: 'bool',
  enable_email_collect: 'bool', csat_survey_enabled: 'bool', csat_config: 'object', enable_auto_assignment: 'bool', auto_assignment_config: 'object', out_of_office_message: 'text|null',
  working_hours: [day], timezone: 'text', callback_webhook_url: 'null', allow_messages_after_resolved: 'bool', lock_to_single_conversation: 'bool', sender_name_type: 'text',
  business_name: 'text|null', allowed_domains: 'null', widget_color: 'null', website_url: 'null', hmac_mandatory: 'bool', welcome_title: 'null', welcome_tagline: 'null',
  web_widget_script: 'null', website_token: 'null', selected_feature_flags: 'null', reply_time: 'null', messaging_service_sid: 'null', phone_number: 'null',
} as const
const tail = { webhook_url: 'text|null', inbox_identifier: 'text', additional_attributes: 'object|null', provider: 'null', unique_source_id: 'bool' } as const
/** What an agent sees, and what an administrator does; what stands behind `provider` is added (docs/compat.md). */
const seen: Form = { ...common, ...tail }
const owned: Form = {
  ...common, hmac_token: 'text', secret: 'text', ...tail, previous_secret_until: 'iso|null', webhook_secret: 'text', custom_headers: 'object', skip_own: 'bool',
  previous_hmac_token_until: 'iso|null', events: 'null',
}

let stage: Stage
let id: number
let stranger: Ask

beforeAll(async () => {
  stage = await openStage()
  const { app, world } = stage
  const sam = await addAgent(app, `/api/v1/accounts/${world.account}`, world.maya.token, 'Sam', 'sam@acme.test')
  stranger = (method, path, body) => app.call(method, `/api/v1/accounts/${world.account}${path}`, { token: sam.token, body })
})
afterAll(() => stage.close())
beforeEach(async () => { id = (await stage.maya('POST', '/inboxes', { name: 'Desk', channel: { type: 'api' } })).body.id })

test(row('3.1 GET /inboxes'), async () => {
  await stage.maya('POST', '/inboxes', { name: 'a small one', channel: { type: 'api' } })
  const { payload } = expectAnswer(await stage.maya('GET', '/inboxes'), { payload: [owned] })
  const names = payload.map(({ name }: { name: string }) => name.toLowerCase())
  expect(names).toEqual(names.toSorted())
  expect(expectAnswer(await stage.noah('GET', '/inboxes'), { payload: [seen] }).payload).toHaveLength(1)
  expect((await stranger('GET', '/inboxes')).body).toEqual({ payload: [] })
})

test(row('3.1 GET /inboxes/{id}'), async () => {
  expectAnswer(await stage.maya('GET', `/inboxes/${id}`), owned)
  expectAnswer(await stage.noah('GET', `/inboxes/${stage.world.inbox.id}`), seen)
  await expectRefusals([[stage.noah, 'GET', `/inboxes/${id}`, undefined, 401, notYours], [stage.maya, 'GET', '/inboxes/999999', undefined, 404, notFound]])
})

describe(row('3.1 POST /inboxes'), () => {
  const create = async (body: object) => expectAnswer(await stage.maya('POST', '/inboxes', { channel: { type: 'api' }, name: 'Desk', ...body }), owned)

  test('has the defaults of the channel', async () => {
    const made = await create({})
    expect(made).toMatchObject({
      greeting_enabled: false, enable_email_collect: true, csat_survey_enabled: false, csat_config: {}, enable_auto_assignment: true, auto_assignment_config: {}, timezone: 'UTC',
      allow_messages_after_resolved: true, lock_to_single_conversation: false, sender_name_type: 'friendly', business_name: null, webhook_url: null, hmac_mandatory: false, avatar_url: '',
    })
    for (const secret of [made.hmac_token, made.secret, made.inbox_identifier]) expect(secret).toMatch(/^[1-9A-HJ-NP-Za-km-z]{24}$/)
    const closed = { closed_all_day: true, open_hour: null, open_minutes: null, close_hour: null, close_minutes: null, open_all_day: false }
    const open = { closed_all_day: false, open_hour: 9, open_minutes: 0, close_hour: 17, close_minutes: 0, open_all_day: false }
    expect(made.working_hours).toEqual([0, 1, 2, 3, 4, 5, 6].map((day_of_week) => ({ day_of_week, ...(day_of_week % 6 === 0 ? closed : open) })))
    expect((await stage.maya('GET', `/inbox_members/${made.id}`)).body).toEqual({ payload: [] })
  })

  test('takes the channel\'s own and the inbox\'s', async () => {
    const channel = { type: 'api', webhook_url: 'https://hooks.example.org/x', hmac_mandatory: true, additional_attributes: { agent_reply_time_window: 24 }, name: 'dropped' }
    expect(await create({ channel, greeting_enabled: true, greeting_message: 'Hi', csat_config: { message: 'How was it?' } })).toMatchObject({
      name: 'Desk', webhook_url: 'https://hooks.example.org/x', hmac_mandatory: true, additional_attributes: { agent_reply_time_window: 24 }, greeting_enabled: true,
      greeting_message: 'Hi', csat_config: { message: 'How was it?' },
    })
  })

  test('refuses what is none', async () => {
    const refused = (body: object, answer: unknown, status = 422) => [stage.maya, 'POST', '/inboxes', body, status, answer] as never
    await expectRefusals([
      refused({ name: ' ', channel: { type: 'api' } }, invalid("Name can't be blank", 'name')), refused({ name: 'x' }, invalid('Channel must exist', 'channel')),
      refused({ name: 'x', channel: { type: 'fax' } }, invalid('Channel must exist', 'channel')),
      refused({ name: 'x', channel: { type: 'web_widget' } }, { error: 'Parley serves inboxes of the API channel only: channel.type must be "api"' }),
      refused({ name: 'x', channel: { type: 'api', additional_attributes: { agent_reply_time_window: 0 } } }, invalid('Agent reply time window must be greater than 0', 'agent_reply_time_window')),
      refused({ name: 'x', channel: { type: 'api' }, greeting_message: 'x'.repeat(10_001) }, invalid('Greeting message is too long (maximum is 10000 characters)', 'greeting_message')),
      refused({ name: 'x', channel: { type: 'api' }, out_of_office_message: 'x'.repeat(10_001) }, invalid('Out of office message is too long (maximum is 10000 characters)', 'out_of_office_message')),
      refused({ name: 'x', channel: { type: 'api' }, timezone: 'Mars' }, invalid('Timezone is not included in the list', 'timezone')),
      refused({ name: '', channel: { type: 'api' }, timezone: 'Mars', webhook_url: 'x' }, invalid("Name can't be blank, Timezone is not included in the list, Webhook url is invalid", 'name', 'timezone', 'webhook_url')),
      refused({ name: 'x', channel: { type: 'api' }, sender_name_type: 'rude' }, { error: "'rude' is not a valid sender_name_type" }),
      [stage.noah, 'POST', '/inboxes', { name: 'x', channel: { type: 'api' } }, 401, notYours],
    ])
  })
})

describe(row('3.1 PATCH /inboxes/{id}'), () => {
  const update = async (body: object) => expectAnswer(await stage.maya('PATCH', `/inboxes/${id}`, body), owned)

  test('changes what is named', async () => {
    const changes = {
      name: 'Front desk', greeting_enabled: true, greeting_message: 'Hi', enable_email_collect: false, csat_survey_enabled: true, enable_auto_assignment: false,
      working_hours_enabled: true, out_of_office_message: 'Later', timezone: 'Europe/Berlin', allow_messages_after_resolved: false, lock_to_single_conversation: true,
      sender_name_type: 'professional', business_name: 'Acme',
    }
    expect(await update(changes)).toMatchObject(changes)
    expect(await update({ greeting_message: 'null', business_name: null })).toMatchObject({ greeting_message: null, business_name: null, name: 'Front desk' })
    expect((await stage.maya('PUT', `/inboxes/${id}`, { channel: { webhook_url: 'https://a.example.org', additional_attributes: { a: 1 } } })).body).toMatchObject({
      webhook_url: 'https://a.example.org', additional_attributes: { a: 1 }, hmac_mandatory: false,
    })
    expect(await update({ channel: { additional_attributes: { b: 2 } } })).toMatchObject({ additional_attributes: { b: 2 }, webhook_url: 'https://a.example.org' })
  })

  test('fills in what a survey needs, and ignores an empty one', async () => {
    const filled = { display_type: 'emoji', message: 'How?', survey_rules: { operator: 'contains', values: [] }, button_text: 'Please rate us', language: 'en' }
    expect((await update({ csat_config: { message: 'How?' } })).csat_config).toEqual(filled)
    expect((await update({ csat_config: {} })).csat_config).toEqual(filled)
    expect((await update({ csat_config: { survey_rules: { values: ['vip'] } } })).csat_config.survey_rules).toEqual({ operator: 'contains', values: ['vip'] })
    expect((await update({ csat_config: { survey_rules: {} } })).csat_config.survey_rules).toEqual({ operator: 'contains', values: [] })
  })

  test('changes the days that are named and make sense', async () => {
    const { working_hours } = await update({ working_hours: [
      { day_of_week: 1, open_hour: 8, open_minutes: 30, close_hour: 12, close_minutes: 0 }, { day_of_week: 2, closed_all_day: true }, { day_of_week: 3, open_hour: 18, close_hour: 9 },
      { day_of_week: 4, open_hour: 25 }, { day_of_week: 6, closed_all_day: false, open_all_day: true },
    ] })
    expect(working_hours[1]).toMatchObject({ open_hour: 8, open_minutes: 30, close_hour: 12 })
    expect(working_hours[2]).toMatchObject({ closed_all_day: true, open_hour: null })
    expect([working_hours[3], working_hours[4]]).toMatchObject([{ open_hour: 9, close_hour: 17 }, { open_hour: 9, close_hour: 17 }])
    expect(working_hours[6]).toMatchObject({ open_all_day: true, closed_all_day: false })
    expect((await stage.maya('PATCH', `/inboxes/${id}`, { working_hours: [{ day_of_week: 7, closed_all_day: true }] })).status).toBe(422)
  })

  test('is for administrators', async () => {
    await expectRefusals([[stage.noah, 'PATCH', `/inboxes/${stage.world.inbox.id}`, { name: 'x' }, 401, notYours], [stage.maya, 'PATCH', '/inboxes/999999', { name: 'x' }, 404, notFound]])
  })
})

test(row('3.1 DELETE /inboxes/{id}'), async () => {
  await expectRefusals([[stage.noah, 'DELETE', `/inboxes/${id}`, undefined, 401, notYours]])
  expect(expectAnswer(await stage.maya('DELETE', `/inboxes/${id}`), { message: 'text' })).toEqual({ message: 'Your inbox deletion request will be processed in some time.' })
  expect((await stage.maya('GET', `/inboxes/${id}`)).status).toBe(404)
})

test(row('3.1 DELETE /inboxes/{id}/avatar'), async () => {
  const form = new FormData()
  form.append('avatar', new Blob([png], { type: 'image/png' }), 'a.png')
  expect((await stage.maya('PATCH', `/inboxes/${id}`, form)).body.avatar_url).toMatch(/\.png$/)
  expectHead(await stage.maya('DELETE', `/inboxes/${id}/avatar`))
  expect((await stage.maya('GET', `/inboxes/${id}`)).body.avatar_url).toBe('')
})

test(row('3.1 GET /inboxes/{id}/assignable_agents', `and ${row('3.1 GET /assignable_agents')}`), async () => {
  const { maya, noah, inbox } = stage.world
  const ids = (body: { payload: { id: number }[] }) => body.payload.map((each) => each.id).toSorted()
  expect(ids(expectAnswer(await stage.noah('GET', `/inboxes/${inbox.id}/assignable_agents`), { payload: [agent] }))).toEqual([maya.id, noah.id].toSorted())
  expect(ids(expectAnswer(await stage.maya('GET', `/assignable_agents?inbox_ids[]=${inbox.id}&inbox_ids[]=${id}`), { payload: [agent] }))).toEqual([maya.id])
  await expectRefusals([
    [stage.maya, 'GET', '/assignable_agents', undefined, 404, notFound], [stage.maya, 'GET', `/assignable_agents?inbox_ids[]=${id}&inbox_ids[]=999999`, undefined, 404, notFound],
    [stage.noah, 'GET', `/assignable_agents?inbox_ids[]=${id}`, undefined, 401, notYours], [stage.noah, 'GET', `/inboxes/${id}/assignable_agents`, undefined, 401, notYours],
  ])
})

test(row('3.1 GET /inboxes/{id}/campaigns'), async () => {
  expect((await stage.maya('GET', `/inboxes/${id}/campaigns`)).body).toEqual([])
  await expectRefusals([[stage.noah, 'GET', `/inboxes/${stage.world.inbox.id}/campaigns`, undefined, 401, notYours], [stage.maya, 'GET', '/inboxes/999999/campaigns', undefined, 404, notFound]])
})

test(row('3.1 POST /inboxes/{id}/reset_secret', `and ${row('3.1 POST /inboxes/{id}/rotate_hmac_token')}`), async () => {
  for (const [path, key] of [['reset_secret', 'secret'], ['rotate_hmac_token', 'hmac_token']] as const) {
    const before = (await stage.maya('GET', `/inboxes/${id}`)).body
    const after = expectAnswer(await stage.maya('POST', `/inboxes/${id}/${path}`), owned)
    expect(after[key]).not.toBe(before[key])
    await expectRefusals([[stage.noah, 'POST', `/inboxes/${stage.world.inbox.id}/${path}`, {}, 401, notYours], [stage.maya, 'POST', `/inboxes/999999/${path}`, {}, 404, notFound]])
  }
})

test([
  row('3.1 POST /inboxes/{id}/sync_templates'), row('3.1 GET /inboxes/{id}/health'), row('3.1 POST /inboxes/{id}/register_webhook'), row('3.1 /inboxes/{id}/csat_template'),
].join(', '), async () => {
  for (const [method, name] of [['POST', 'sync_templates'], ['GET', 'health'], ['POST', 'register_webhook'], ['GET', 'csat_template'], ['POST', 'csat_template']] as const) {
    await expectRefusals([
      [stage.maya, method, `/inboxes/${id}/${name}`, undefined, 422, { error: `${name} is only for WhatsApp inboxes` }], [stage.maya, method, `/inboxes/999999/${name}`, undefined, 404, notFound],
    ])
  }
})

describe('members', () => {
  const form = { payload: [agent] } as const
  const ids = (body: { payload: { id: number }[] }) => body.payload.map((each) => each.id).toSorted()

  test(row('3.5 GET /inbox_members/{inbox_id}'), async () => {
    expect(ids(expectAnswer(await stage.noah('GET', `/inbox_members/${stage.world.inbox.id}`), form))).toEqual([stage.world.noah.id])
    await expectRefusals([[stage.noah, 'GET', `/inbox_members/${id}`, undefined, 401, notYours], [stage.maya, 'GET', '/inbox_members/999999', undefined, 404, notFound]])
  })

  test([row('3.5 POST /inbox_members'), row('3.5 PATCH /inbox_members'), row('3.5 DELETE /inbox_members')].join(', '), async () => {
    const { maya, noah } = stage.world
    expect(ids(expectAnswer(await stage.maya('POST', '/inbox_members', { inbox_id: id, user_ids: [noah.id] }), form))).toEqual([noah.id])
    expect(ids(expectAnswer(await stage.maya('POST', '/inbox_members', { inbox_id: id, user_ids: [noah.id, maya.id] }), form))).toEqual([maya.id, noah.id].toSorted())
    expect(ids(expectAnswer(await stage.maya('PATCH', '/inbox_members', { inbox_id: id, user_ids: [maya.id] }), form))).toEqual([maya.id])
    expectHead(await stage.maya('DELETE', '/inbox_members', { inbox_id: id, user_ids: [maya.id] }))
    expectHead(await stage.maya('DELETE', `/inbox_members?inbox_id=${id}&user_ids[]=${maya.id}`))
    expect((await stage.maya('GET', `/inbox_members/${id}`)).body).toEqual({ payload: [] })
    await expectRefusals([
      [stage.maya, 'POST', '/inbox_members', { inbox_id: id, user_ids: [999999] }, 422, invalid('User must exist', 'user')],
      [stage.maya, 'POST', '/inbox_members', { inbox_id: 999999, user_ids: [] }, 404, notFound], [stage.noah, 'POST', '/inbox_members', { inbox_id: id, user_ids: [] }, 401, notYours],
      [stage.noah, 'PATCH', '/inbox_members', { inbox_id: id, user_ids: [] }, 401, notYours], [stage.noah, 'DELETE', '/inbox_members', { inbox_id: id, user_ids: [] }, 401, notYours],
    ])
  })
})
