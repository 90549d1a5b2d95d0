import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { contactRoom, subscribed } from '../../test/cable/client.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'

let app: TestApp
let world: World
let conversation: number

beforeAll(async () => {
  app = await startTestApp()
  world = await makeWorld(app)
})
afterAll(() => app.close())
beforeEach(async () => { conversation = (await omar('POST', '')).body.id })

const omar = (method: string, path: string, body?: unknown) =>
  app.call(method, `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${world.omar.source_id}/conversations${path}`, { body })
const maya = (method: string, path: string, body?: unknown) =>
  app.call(method, `/api/v1/accounts/${world.account}/conversations/${conversation}${path}`, { token: world.maya.token, body })

test('why an answer could not be sent is told to agents alone', async () => {
  const room = contactRoom(world.omar.pubsub_token)
  const ear = await subscribed(`${app.url.replace('http', 'ws')}/cable`, room)
  const { id } = (await maya('POST', '/messages', { content: 'hello', content_attributes: { mine: 1 } })).body
  const failed = (await maya('PATCH', `/messages/${id}`, { status: 'failed', external_error: 'connect ECONNREFUSED 10.0.0.5:8080' })).body
  expect(failed.content_attributes).toEqual({ mine: 1, external_error: 'connect ECONNREFUSED 10.0.0.5:8080' })
  await maya('POST', '/toggle_status')
  const heard = await ear.events(room)
  expect(heard.filter(({ event }) => event === 'message.updated').map(({ data }) => [data.status, data.content_attributes, data.previous_changes.status])).toEqual([['failed', { mine: 1 }, ['sent', 'failed']]])
  expect(heard.map(({ event }) => event)).toContain('conversation.status_changed')
  const seen = [heard, (await omar('GET', '')).body, (await omar('GET', `/${conversation}`)).body, (await omar('GET', `/${conversation}/messages`)).body]
  expect(JSON.stringify(seen)).not.toContain('10.0.0.5')
  ear.socket.terminate()
})

test.each([1.5, 1e300, -1, 'abc', true, {}, [1], '9007199254740993', Number.MAX_SAFE_INTEGER])('a quote of %j is of nothing', async (in_reply_to) => {
  const answer = await maya('POST', '/messages', { content: 'x', content_attributes: { in_reply_to } })
  expect([answer.status, answer.body.content_attributes]).toEqual([200, { in_reply_to: null, in_reply_to_external_id: null }])
})

test('characters are counted as people do', async () => {
  expect((await omar('POST', `/${conversation}/messages`, { content: '😀'.repeat(150_000) })).status).toBe(200)
  expect((await omar('POST', `/${conversation}/messages`, { content: '😀'.repeat(150_001) })).status).toBe(422)
})

test('what a rule or a campaign sends is not the first answer, but ends the waiting', async () => {
  const state = async () => {
    const { first_reply_created_at, waiting_since } = (await maya('GET', '')).body
    return [first_reply_created_at > 0, waiting_since > 0]
  }
  await omar('POST', `/${conversation}/messages`, { content: 'hello?' })
  await maya('POST', '/messages', { content: 'auto', content_attributes: { automation_rule_id: 1 } })
  expect(await state()).toEqual([false, false])
  await omar('POST', `/${conversation}/messages`, { content: 'hello?' })
  await maya('POST', '/messages', { content: 'campaign', campaign_id: 5 })
  expect(await state()).toEqual([false, false])
  await maya('POST', '/messages', { content: 'a note', private: true })
  expect(await state()).toEqual([false, false])
  await maya('POST', '/messages', { content: 'a person' })
  expect(await state()).toEqual([true, false])
})

describe('Liquid', () => {
  const say = async (content: string, more: object = {}) => (await maya('POST', '/messages', { content, ...more })).body.content as string

  test.each([
    ['Hi {{contact.name}}, {{ contact.first_name | upcase }}!', 'Hi Omar, OMAR!'],
    ['{{agent.name}} / {{agent.first_name}} / {{agent.last_name}} / {{agent.available_name}}', 'Maya Lind / Maya / Lind / Maya Lind'],
    ['{{contact.email}} {{inbox.name}} {{account.name}}', 'omar@acme.test Web app acme'],
    ['{{contact.phone_number}}{{nothing.of.it}}|{{ contact.custom_attribute.plan | default: "none" }}', '|none'],
    ['{% if contact.email %}write{% else %}call{% endif %}', 'write'],
    ['say `{{contact.name}}` to see {{contact.name}}', 'say `{{contact.name}}` to see Omar'],
    ['```\n{{ x }}\n``` {{contact.name}}', '```\n{{ x }}\n``` Omar'],
    ['a brace { and }} and 100 %}', 'a brace { and }} and 100 %}'],
    ['{{ contact.name', '{{ contact.name'], ['{% nonsense %} {{contact.name}}', '{% nonsense %} {{contact.name}}'], ['{{ }}', '{{ }}'],
    ['{% for i in (1..3) %}x{% endfor %}', '{% for i in (1..3) %}x{% endfor %}'], ['{% include "/etc/passwd" %}', '{% include "/etc/passwd" %}'],
    ['{{ contact.constructor }}{{ contact.__proto__ }}{{ quoted.constructor }}', ''],
  ])('%s', async (content, wanted) => {
    expect(await say(content)).toBe(wanted)
  })

  test('is for what goes out', async () => {
    for (const [more, wanted] of [[{ private: true }, 'Omar'], [{ message_type: 'template' }, 'Omar'], [{ message_type: 'incoming' }, '{{contact.name}}']] as const) {
      expect(await say('{{contact.name}}', more)).toBe(wanted)
    }
    const written = (await omar('POST', `/${conversation}/messages`, { content: '{{contact.name}}' })).body
    expect(written.content).toBe('{{contact.name}}')
  })

  test.each([
    `{% assign a = 'xxxxxxxx' %}${'{% assign a = a | append: a %}'.repeat(60)}{{ a }}`, '{{ (1..1000000000) | join }}', '{% assign a = (1..9007199254740991) %}{{ a }}',
    `{% assign a = 'x,x,x' %}${'{% assign a = a | replace: "x", a %}'.repeat(60)}{{ a }}`, '{% if true %}'.repeat(9_000), `{{ ${'('.repeat(20_000)}`, '{{'.repeat(60_000),
    `{{ 'x' ${"| append: 'x' ".repeat(9_000)}}}`, '{{ "x" | truncate: 1e300 }}', `{% assign a = '${'x'.repeat(70_000)}' %}${'{{ a }}'.repeat(3_000)}`,
  ])('cannot keep the process busy: %.60s', async (content) => {
    const text = await say(content)
    expect(text.length).toBeLessThanOrEqual(150_000)
  })
})
