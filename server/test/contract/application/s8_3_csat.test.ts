import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentRoom, contactRoom } from '../../cable/client.ts'
import { expectForm, or } from '../form.ts'
import { agent } from '../forms.ts'
import { clientPath, openStage, type Stage } from '../stage.ts'
import { row } from './covers.ts'

// Application API §8.3 and client API §4.6: surveys, their page, and what administrators read of the answers.

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
  await stage.maya('PATCH', `/inboxes/${stage.world.inbox.id}`, { csat_survey_enabled: true })
})
afterAll(() => stage.close())

const call: Stage['app']['call'] = (...parameters) => stage.app.call(...parameters)
const notFound = { status: 404, error: 'Not Found' }
const unknown = '00000000-0000-4000-8000-000000000000'

/** A conversation of somebody new that Noah has had and resolved, with its survey. */
async function resolved(settings: { name?: string; labels?: string[] } = {}) {
  const contact = (await call('POST', `/public/api/v1/inboxes/${stage.world.inbox.identifier}/contacts`, { body: { name: settings.name ?? 'Ines', email: `${Math.random()}@x.test` } })).body
  const own = clientPath(stage.world, contact.source_id)
  const { id, uuid } = (await call('POST', `${own}/conversations`)).body
  const thread = `/conversations/${id}`
  await stage.maya('POST', `${thread}/assignments`, { assignee_id: stage.world.noah.id })
  if (settings.labels) await stage.maya('POST', `${thread}/labels`, { labels: settings.labels })
  await stage.noah('POST', `${thread}/toggle_status`, { status: 'resolved' })
  const messages = (await call('GET', `${own}${thread}/messages`)).body as any[]
  return { id: id as number, uuid: uuid as string, contact, own, thread, messages, survey: messages.find(({ content_type }) => content_type === 'input_csat') }
}

const surveyAt = (uuid: string) => `/public/api/v1/csat_survey/${uuid}`
const answer = (uuid: string, csat_survey_response: object, method = 'PUT') => call(method, surveyAt(uuid), { body: { message: { submitted_values: { csat_survey_response } } } })
const age = (message: { id: number }, days: number) => stage.app.db.query(`update messages set created_at = now() - make_interval(days => $2::int) where id = $1`, [message.id, days])

const record = {
  id: 'int', account_id: 'int', conversation_id: 'int', message_id: 'int', rating: 'int', feedback_message: 'text|null', contact_id: 'int', assigned_agent_id: 'int|null',
  created_at: 'iso', updated_at: 'iso', csat_review_notes: 'null', review_notes_updated_at: 'null', review_notes_updated_by_id: 'null',
}
const survey = {
  id: 'int', csat_survey_response: or('null', record), display_type: '=emoji|=star', content: 'text', inbox_avatar_url: 'text', inbox_name: 'text', locale: 'text',
  conversation_id: 'int', created_at: 'iso',
}
const contact = {
  additional_attributes: 'object', availability_status: '=online|=offline', email: 'text|null', id: 'int', name: 'text', phone_number: 'text|null', blocked: 'bool',
  identifier: 'text|null', thumbnail: 'text', custom_attributes: 'object', 'last_activity_at?': 'int', created_at: 'int',
}
const listed = {
  id: 'int', rating: 'int', feedback_message: 'text|null', csat_review_notes: 'null', review_notes_updated_at: 'null', account_id: 'int', message_id: 'int', contact,
  conversation_id: 'int', 'assigned_agent?': agent, created_at: 'int',
}

describe('the survey', () => {
  test('follows the resolution by anybody, once, and every dialect tells it as its own', async () => {
    const { world } = stage
    const ears = await Promise.all([agentRoom(world.account, { id: world.maya.id, token: world.maya.pubsub_token }), contactRoom(world.omar.pubsub_token)].map((room) => stage.ear(room)))
    await stage.omar('POST', `${stage.thread}/toggle_status`)
    await stage.settled()
    const messages = (await stage.omar('GET', `${stage.thread}/messages`)).body
    expect(messages).toMatchObject([{ message_type: 3, content_type: 'input_csat', content: 'Please rate this conversation', content_attributes: { display_type: 'emoji' } }])
    expect(messages[0]).not.toHaveProperty('sender')
    const { uuid } = (await stage.maya('GET', stage.thread)).body
    const told = stage.inboxSink.received.map(({ body }) => body).filter(({ event, content_type }: any) => event === 'message_created' && content_type === 'input_csat')
    expect(told).toMatchObject([{ content: `Please rate this conversation ${stage.app.url}/survey/responses/${uuid}`, message_type: 'template', sender: null, conversation: { status: 'resolved', messages: [{ content: 'Please rate this conversation' }] } }])
    const rooms = [agentRoom(world.account, { id: world.maya.id, token: world.maya.pubsub_token }), contactRoom(world.omar.pubsub_token)]
    const heard = await Promise.all(ears.map(async (ear, index) => (await ear.events(rooms[index]!)).map(({ event, data }) => [event, data.message_type ?? data.status])))
    expect(heard).toEqual([
      [['conversation.status_changed', 'resolved'], ['conversation.updated', 'resolved'], ['message.created', 2], ['message.created', 3]],
      [['conversation.status_changed', 'resolved'], ['conversation.updated', 'resolved'], ['message.created', 3]],
    ])
    for (const status of ['open', 'resolved', 'resolved', 'open', 'resolved']) await stage.maya('POST', `${stage.thread}/toggle_status`, { status })
    expect((await stage.omar('GET', `${stage.thread}/messages`)).body).toHaveLength(1)
  })

  test('asks in the words of the inbox, when the rule on labels is met', async () => {
    const configure = (csat_config: object) => stage.maya('PATCH', `/inboxes/${stage.world.inbox.id}`, { csat_config })
    const cases: [object, string[], boolean][] = [
      [{ operator: 'contains', values: ['vip', 'paid'] }, ['paid'], true], [{ operator: 'contains', values: ['vip'] }, ['paid'], false], [{ operator: 'contains', values: ['vip'] }, [], false],
      [{ operator: 'does_not_contain', values: ['vip'] }, ['paid'], true], [{ operator: 'does_not_contain', values: ['vip'] }, ['paid', 'vip'], false],
      [{ operator: 'contains', values: [] }, [], true], [{ operator: 'does_not_contain', values: [] }, ['vip'], true],
    ]
    for (const [survey_rules, labels, isAsked] of cases) {
      await configure({ message: 'Were we of use?', display_type: 'star', survey_rules })
      const { survey } = await resolved({ labels })
      expect([survey_rules, labels, survey?.content, survey?.content_attributes]).toEqual([survey_rules, labels, ...(isAsked ? ['Were we of use?', { display_type: 'star' }] : [undefined, undefined])])
    }
    await configure({ message: '', display_type: 'emoji', survey_rules: { operator: 'contains', values: [] } })
  })

  test('is not sent to the blocked, nor where nothing may be sent; agents read of the latter', async () => {
    await stage.maya('PATCH', `/inboxes/${stage.world.inbox.id}`, { channel: { additional_attributes: { agent_reply_time_window: 1 } } })
    const late = await resolved()
    expect(late.messages).toEqual([])
    const lines = (await stage.maya('GET', `${late.thread}/messages`)).body.payload.filter(({ message_type }: any) => message_type === 2).map(({ content }: any) => content)
    expect(lines.at(-1)).toBe('No survey was sent, as the time in which the customer can be written to is over')
    await stage.maya('PATCH', `/inboxes/${stage.world.inbox.id}`, { channel: { additional_attributes: {} } })
    const { contact, thread, own } = await resolved()
    await stage.app.db.query(`delete from messages where content_type = 'input_csat' and conversation_id = (select id from conversations where account_id = $1 and display_id = $2)`, [stage.world.account, Number(thread.split('/')[2])])
    await stage.maya('POST', `${thread}/toggle_status`, { status: 'open' })
    await stage.maya('PATCH', `/contacts/${contact.id}`, { blocked: true })
    await stage.maya('POST', `${thread}/toggle_status`, { status: 'resolved' })
    expect((await call('GET', `${own}${thread}/messages`)).body).toEqual([])
  })
})

test(row('8.3 GET /public/api/v1/csat_survey/{uuid}'), async () => {
  const { uuid, survey: message } = await resolved()
  const { status, body } = await call('GET', surveyAt(uuid))
  expect(status).toBe(200)
  expectForm(body, survey)
  const [conversation] = await stage.app.db.query('select id, display_id from conversations where uuid = $1', [uuid])
  expect(conversation!.id).not.toBe(conversation!.display_id)
  expect(body).toMatchObject({ id: message.id, csat_survey_response: null, display_type: 'emoji', content: 'Please rate this conversation', inbox_name: 'Web app', inbox_avatar_url: '', locale: 'en', conversation_id: conversation!.id })
  const without = (await call('POST', `${clientPath(stage.world, stage.world.omar.source_id)}/conversations`)).body.uuid
  for (const other of [unknown, without, 'x', '1', '%00', `${uuid}0`, uuid.slice(1)]) {
    const gone = await call('GET', surveyAt(other))
    expect([other, gone.status === 400 ? 404 : gone.status]).toEqual([other, 404])
    if (gone.status === 404) expect(gone.body).toEqual(notFound)
  }
  expect((await call('GET', surveyAt(uuid.toUpperCase()))).body.id).toBe(message.id)
})

describe(row('8.3 PUT /public/api/v1/csat_survey/{uuid}'), () => {
  test('keeps the answer and the last one counts', async () => {
    const { uuid, survey: message, contact, thread } = await resolved()
    const first = await answer(uuid, { rating: 2 })
    expect(first.status).toBe(200)
    expectForm(first.body, survey)
    expect(first.body.csat_survey_response).toMatchObject({ rating: 2, feedback_message: null, contact_id: contact.id, message_id: message.id, assigned_agent_id: stage.world.noah.id, conversation_id: first.body.conversation_id })
    await stage.maya('POST', `${thread}/assignments`, { assignee_id: stage.world.maya.id })
    const second = await answer(uuid, { rating: '5', feedback_message: 'Quick & kind' }, 'PATCH')
    expect(second.body.csat_survey_response).toMatchObject({ id: first.body.csat_survey_response.id, rating: 5, feedback_message: 'Quick & kind', assigned_agent_id: stage.world.noah.id })
    expect((await call('GET', surveyAt(uuid))).body).toEqual(second.body)
  })

  test('is the same through the message, which says what was given', async () => {
    const { uuid, survey: message, own, thread } = await resolved()
    const submitted_values = { csat_survey_response: { rating: 4, feedback_message: 'ok', other: 1 } }
    const { status, body } = await call('PATCH', `${own}${thread}/messages/${message.id}`, { body: { submitted_values } })
    expect([status, body.content_attributes]).toEqual([200, { display_type: 'emoji', submitted_values: { csat_survey_response: { rating: 4, feedback_message: 'ok' } } }])
    expect((await call('GET', surveyAt(uuid))).body.csat_survey_response).toMatchObject({ rating: 4, feedback_message: 'ok' })
  })

  test('keeps what is no rating with the message alone', async () => {
    for (const rating of [0, 6, 2.5, -1, 'good', '', null, [5], { a: 1 }, true]) {
      const { uuid, own, thread, survey: message } = await resolved()
      const { status, body } = await answer(uuid, { rating, feedback_message: 'x' })
      expect([rating, status, body.csat_survey_response]).toEqual([rating, 200, null])
      const kept = (await call('GET', `${own}${thread}/messages`)).body.find(({ id }: any) => id === message.id)
      expect(kept.content_attributes.submitted_values.csat_survey_response.feedback_message).toBe('x')
    }
  })

  test('refuses what is too late or too long, and keeps nothing of it', async () => {
    const { uuid, survey: message, own, thread } = await resolved()
    const late = { status: 422, body: { error: 'You cannot update the CSAT survey after 14 days' } }
    await age(message, 15)
    expect(await answer(uuid, { rating: 5 })).toMatchObject(late)
    for (const body of [{ submitted_values: { csat_survey_response: { rating: 5 } } }, {}]) {
      expect(await call('PATCH', `${own}${thread}/messages/${message.id}`, { body })).toMatchObject(late)
    }
    expect((await call('GET', surveyAt(uuid))).body.csat_survey_response).toBeNull()
    await age(message, 14)
    expect(await answer(uuid, { rating: 5, feedback_message: 'f'.repeat(20_001) }))
      .toMatchObject({ status: 422, body: { message: 'Feedback message is too long (maximum is 20000 characters)', attributes: ['feedback_message'] } })
    expect((await answer(uuid, { rating: 5 })).status).toBe(200)
    expect((await answer(unknown, { rating: 5 })).body).toEqual(notFound)
    const nothing = await call('PUT', surveyAt(uuid), { body: {} })
    expect([nothing.status, nothing.body.csat_survey_response.rating]).toEqual([200, 5])
  })

  test('ten answers at once are one', async () => {
    const { uuid } = await resolved()
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => answer(uuid, { rating: (index % 5) + 1 })))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const rows = await stage.app.db.query(`select rating from csat_survey_responses r join conversations c on c.id = r.conversation_id where c.uuid = $1`, [uuid])
    expect(rows).toHaveLength(1)
  })
})

describe(row('8.3 GET /survey/responses/{uuid}'), () => {
  const page = async (uuid: string, form?: Record<string, string>) => call(form ? 'POST' : 'GET', `/survey/responses/${uuid}`, form && {
    body: new URLSearchParams(form).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

  test('takes a press on a face as an answer, and the feedback after it', async () => {
    const { uuid } = await resolved()
    const shown = await page(uuid)
    expect([shown.status, shown.headers.get('content-type'), shown.headers.get('cache-control'), shown.headers.get('referrer-policy')]).toEqual([200, 'text/html; charset=utf-8', 'no-store', 'no-referrer'])
    expect(shown.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src [^;]+; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/)
    expect(shown.body.match(/name="rating"/g)).toHaveLength(5)
    expect(shown.body).not.toContain('<script')
    const pressed = await page(uuid, { rating: '4', feedback_message: '' })
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, `/survey/responses/${uuid}`])
    expect((await page(uuid)).body).toContain('aria-label="Good" aria-pressed="true"')
    await page(uuid, { feedback_message: 'More colours' })
    expect((await call('GET', surveyAt(uuid))).body.csat_survey_response).toMatchObject({ rating: 4, feedback_message: 'More colours' })
    await page(uuid, { rating: '5', feedback_message: 'More colours' })
    expect((await call('GET', surveyAt(uuid))).body.csat_survey_response).toMatchObject({ rating: 5, feedback_message: 'More colours' })
  })

  test('is closed after fourteen days and leads nowhere without a survey', async () => {
    const { uuid, survey: message } = await resolved()
    await page(uuid, { rating: '3' })
    await age(message, 15)
    await page(uuid, { rating: '1' })
    expect((await call('GET', surveyAt(uuid))).body.csat_survey_response.rating).toBe(3)
    const closed = (await page(uuid)).body
    expect(closed).toContain('This survey is closed.')
    expect(closed).not.toContain('<form')
    for (const other of [unknown, 'x', '%22%3E%3Cscript%3E']) {
      const gone = await page(other)
      expect([gone.status, gone.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
      expect(gone.body).toContain('There is no survey here')
      expect((await page(other, { rating: '1' })).status).toBe(404)
    }
  })

  test('says what is not its own word as text', async () => {
    const evil = `"><img src=x onerror=alert(1)><script>alert(1)</script>'&`
    await stage.maya('PATCH', `/inboxes/${stage.world.inbox.id}`, { name: evil, csat_config: { message: evil } })
    const { uuid } = await resolved()
    await answer(uuid, { rating: 1, feedback_message: `</textarea>${evil}` })
    const { body } = await page(uuid)
    expect(body).not.toMatch(/<img|<script|<\/textarea>[^<]*"/)
    expect(body.split('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;')).toHaveLength(5)
    await stage.maya('PATCH', `/inboxes/${stage.world.inbox.id}`, { name: 'Web app', csat_config: { message: '' } })
  })
})

describe('what administrators read', () => {
  let since: number
  const until = () => Math.floor(Date.now() / 1000) + 100

  beforeAll(async () => {
    await stage.app.db.query('delete from csat_survey_responses')
    since = Math.floor(Date.now() / 1000) - 100
    for (const [index, rating] of [5, 5, 4, 1].entries()) {
      const { uuid } = await resolved({ name: rating === 1 ? '=cmd()' : `Customer ${index}` })
      await answer(uuid, { rating, feedback_message: rating === 1 ? '@evil, "quoted"\nand a line' : '' })
    }
    await stage.app.db.query(`update csat_survey_responses set created_at = now() - make_interval(mins => (5 - rating)::int) - interval '30 s' * id`)
  })

  test(row('8.3 GET /csat_survey_responses'), async () => {
    const all = await stage.maya('GET', '/csat_survey_responses')
    expect(all.status).toBe(200)
    expectForm(all.body, [listed])
    expect(all.body[0].assigned_agent.id).toBe(stage.world.noah.id)
    const ratings = async (query: string) => (await stage.maya('GET', `/csat_survey_responses?${query}`)).body.map(({ rating }: any) => rating)
    const oldest = all.body.map(({ rating }: any) => rating)
    expect(await ratings('sort=-created_at')).toEqual(oldest.toReversed())
    expect(await ratings('sort=created_at')).toEqual(oldest)
    expect([await ratings('rating=5'), await ratings('rating=2'), await ratings('page=2'), await ratings('page=0')]).toEqual([[5, 5], [], [], oldest])
    expect([(await ratings(`user_ids[]=${stage.world.noah.id}`)).length, (await ratings(`user_ids[]=${stage.world.maya.id}`)).length]).toEqual([4, 0])
    expect([(await ratings(`inbox_id=${stage.world.inbox.id}`)).length, (await ratings('inbox_id=999999')).length, (await ratings('team_id=999999')).length]).toEqual([4, 0, 0])
    expect([(await ratings(`since=0&until=${until()}`)).length, (await ratings(`since=0&until=${since - 100_000}`)).length, (await ratings(`since=${until()}`)).length]).toEqual([4, 0, 4])
  })

  test(row('8.3 GET /csat_survey_responses/metrics'), async () => {
    const { status, body } = await stage.maya('GET', '/csat_survey_responses/metrics')
    expect(status).toBe(200)
    expectForm(body, { total_count: 'int', ratings_count: { 1: 'int', 4: 'int', 5: 'int' }, total_sent_messages_count: 'int' })
    expect(body).toMatchObject({ total_count: 4, ratings_count: { 1: 1, 4: 1, 5: 2 } })
    const [sent] = await stage.app.db.query(`select count(*)::int as count from messages where account_id = $1 and content_type = 'input_csat'`, [stage.world.account])
    expect(body.total_sent_messages_count).toBe(sent!.count)
    expect((await stage.maya('GET', '/csat_survey_responses/metrics?rating=4&since=0&until=1')).body).toEqual({ total_count: 0, ratings_count: {}, total_sent_messages_count: 0 })
  })

  test(row('8.3 GET /csat_survey_responses/download'), async () => {
    const { status, body, headers } = await stage.maya('GET', `/csat_survey_responses/download?since=0&until=${until()}&sort=-created_at`)
    expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([200, 'text/csv; charset=utf-8', 'attachment; filename="csat_report.csv"'])
    const lines = body.split('\n')
    expect(lines[0]).toBe('Agent name,Rating,Feedback Comment,Contact name,Contact email address,Contact phone number,Link to the conversation,Recorded date')
    expect(lines[1]).toMatch(/^Noah Berg \(noah@acme\.test\),5,,Customer 0,[^,]+,,http:\/\/[^,]+\/app\/accounts\/\d+\/conversations\/\d+,\d{4}-/)
    expect(body).toContain(`"'@evil, ""quoted""\nand a line",'=cmd()`)
    expect(body).toMatch(/\nReporting period 1970-01-01 to \d{4}-\d\d-\d\d\n$/)
    expect(await stage.maya('GET', '/csat_survey_responses/download')).toMatchObject({ status: 422, body: { error: 'since and until are needed' } })
  })

  test('is for nobody else', async () => {
    for (const path of ['', '/metrics', '/download?since=0&until=1']) {
      expect(await stage.noah('GET', `/csat_survey_responses${path}`)).toMatchObject({ status: 401, body: { error: 'You are not authorized to do this action' } })
    }
  })
})
