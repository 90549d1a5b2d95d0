import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeTenant } from '../fuzz/tenants.ts'
import type { World } from '../world.ts'
import { clientPath, openStage, type Stage } from './stage.ts'

// What callers should not send: never a 500, always the contract's shape, nothing stored by halves.

interface Route { method: string; path: string; keys: string[]; isPublic: boolean }

let stage: Stage
let client: string
/** Every route that takes a body, as the API describes itself, with real ids in its path: those of an account that is there to suffer. */
let routes: Route[]
let own: World & { api: string }
const platformToken = 'platform-token-of-32-characters'

beforeAll(async () => {
  stage = await openStage({ CONVERSATION_MESSAGE_PER_MINUTE_LIMIT: '1000000', PLATFORM_API_TOKEN: platformToken, RATE_LIMIT_CONVERSATION_TRANSCRIPT: '1000000' })
  client = clientPath(stage.world, stage.world.omar.source_id)
  const victim = await makeTenant(stage.app, 'victim')
  own = { ...victim.world, api: `/api/v1/accounts/${victim.world.account}` }
  const { paths, components } = (await stage.app.call('GET', '/openapi.json')).body
  routes = Object.entries<any>(paths).flatMap(([path, operations]) => Object.entries<any>(operations).filter(([method]) => ['post', 'patch', 'put'].includes(method)).map(([method, operation]) => {
    const schema = operation.requestBody?.content['application/json'].schema ?? {}
    const { properties } = schema.$ref ? components.schemas[schema.$ref.split('/').at(-1)] : schema
    const isPublic = path.startsWith('/public/')
    const real = path.replace(/([^/]*)\/\{(\w+)\}/g, (_: string, noun: string) => `${noun}/${(isPublic && victim.ids.get(`public ${noun}`) || victim.ids.get(noun))?.[0] ?? 1}`)
    return { method: method.toUpperCase(), path: real, keys: Object.keys(properties ?? {}), isPublic }
  })).filter(({ path }) => !path.endsWith('/reset_access_token') && !path.startsWith('/rails/'))
})
afterAll(() => stage.close())

const tokenFor = (path: string) => (path.startsWith('/platform/') ? platformToken : own.maya.token)

const send = ({ method, path }: Pick<Route, 'method' | 'path'>, body: unknown, headers: Record<string, string> = {}) =>
  stage.app.call(method, path, { token: path.startsWith(`/api/v1/accounts/${stage.world.account}/`) ? stage.world.maya.token : tokenFor(path), body, headers: typeof body === 'string' ? { 'content-type': 'application/json', ...headers } : headers })

/** Anything but a breakdown, and a refusal in one of the shapes that clients know (application API §0.5). */
function expectSane(what: unknown, { status, body }: { status: number; body: any }): void {
  const isRefusal = status === 200 || typeof body?.error === 'string' || typeof body?.message === 'string' || Array.isArray(body?.errors) || isFaults(body?.error) || body?.success === false
  expect([what, status < 500, isRefusal || body]).toEqual([what, true, true])
}

/** What is wrong with a rule or a macro, by attribute. */
const isFaults = (error: unknown) => typeof error === 'object' && error !== null && Object.values(error).every((texts) => Array.isArray(texts) && texts.every((text) => typeof text === 'string'))

/** One request per route and value at a time, several routes beside each other. */
async function eachRoute(work: (route: Route) => Promise<void>): Promise<void> {
  const waiting = [...routes]
  await Promise.all(Array.from({ length: 8 }, async () => {
    for (let route = waiting.pop(); route; route = waiting.pop()) await work(route)
  }))
}

describe('every route that takes a body', { timeout: 120_000 }, () => {
  test('is there', () => expect(routes.length).toBeGreaterThan(40))

  test('answers 400 to JSON that is none', async () => {
    await eachRoute(async (route) => {
      for (const text of ['{', '{"a":', 'nonsense', '{"a":1}}', "{'a':1}", '[1,']) {
        const answer = await send(route, text)
        expect([route.path, text, answer.status, answer.body]).toEqual([route.path, text, 400, { status: 400, error: 'Bad Request' }])
      }
    })
  })

  test('takes bodies that are JSON but no object for empty ones', async () => {
    await eachRoute(async (route) => {
      for (const text of ['[]', '1', '"x"', 'null', 'true', '[[[]]]', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}']) expectSane([route, text], await send(route, text))
    })
    expect(({} as any).polluted).toBeUndefined()
  })

  test('survives hostile values under each of its keys', async () => {
    const values = [
      '"a\\u0000b"', '"\\ud800"', '{"a":{"b":[1]}}', '[1,[2],{}]', '12345678901234567890', '-1', '1e999', '0.5', 'true', 'null', '""', '"\\u202e😀"', '[null]',
      '[{"attribute_key":{},"values":{}}]', '{"0":"x","1":{"toString":1}}', '{"__proto__":{"polluted":1}}', `"${'x'.repeat(160_000)}"`,
    ]
    await eachRoute(async (route) => {
      // All keys at once with each value; each key alone with what is hardest to take. The fuzz run draws the rest.
      for (const value of values) expectSane([route.method, route.path, value.slice(0, 50)], await send(route, `{${route.keys.map((key) => `"${key}":${value}`).join()}}`))
      for (const key of route.keys) {
        for (const value of values.slice(0, 5)) expectSane([route.method, route.path, key, value.slice(0, 50)], await send(route, `{"${key}":${value}}`))
      }
    })
    expect(({} as any).polluted).toBeUndefined()
  })

  test('survives nesting without end, and refuses eleven megabytes', async () => {
    const deep = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`
    const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
    await eachRoute(async (route) => {
      for (const key of route.keys.slice(0, 2)) {
        for (const value of [98, 300, 3000, 20_000].flatMap((levels) => [deep(levels), objects(levels)])) {
          const answer = await send(route, `{"${key}":${value}}`)
          expectSane([route.path, key, value.length], answer)
          if (value.length > 600) expect(answer.status).toBe(400)
        }
      }
    })
    for (const path of [`${client}${stage.thread}/messages`, `/api/v1/accounts/${stage.world.account}/contacts`]) {
      for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
        const answer = await send({ method: 'POST', path }, `{"content":"${'x'.repeat(11 * 1024 * 1024)}"}`, { 'content-type': type })
        expect([answer.status, answer.body]).toEqual([413, { status: 413, error: 'Payload Too Large' }])
      }
    }
  })

  test('asks who calls before anything else', async () => {
    await eachRoute(async ({ method, path, isPublic }) => {
      if (isPublic || !/^\/api\/v1\/(profile|accounts\/)/.test(path)) return
      for (const [headers, body] of [[{ api_access_token: 'wrong' }, { error: 'Invalid Access Token' }], [{}, { errors: ['You need to sign in or sign up before continuing.'] }]] as const) {
        const answer = await stage.app.call(method, path, { body: '{', headers: { 'content-type': 'application/json', ...headers } })
        expect([path, answer.status, answer.body]).toEqual([path, 401, body])
      }
    })
  })

  test('takes forms and odd types as they come', async () => {
    const bodies: [string, string][] = [
      ['application/x-www-form-urlencoded', 'a[b][c]=1&a=2&__proto__[x]=1&%=%ZZ&[]=1&a[]=1&content[x]=1&attachments[]=x'], ['multipart/form-data', 'no boundary'],
      ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\ncut of'], ['multipart/form-data; boundary=x', 'nothing of the kind'],
      ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="__proto__[x]"\r\n\r\n1\r\n--x--\r\n'], ['text/xml', '<a/>'], ['application/json; charset=utf-16', '{}'], ['nonsense', 'x'],
    ]
    await eachRoute(async (route) => {
      for (const [type, body] of bodies) expectSane([route.path, type, body], await send(route, body, { 'content-type': type }))
    })
  })
})

describe('values that cannot be meant', () => {
  const refusals = (): [string, string, object | string, number, object][] => {
    const { inbox, omar, noah } = stage.world
    const message = `${stage.thread}/messages`
    const invalid = (text: string, attribute: string) => ({ message: text, attributes: [attribute] })
    const unknown = (value: string, name: string) => ({ error: `'${value}' is not a valid ${name}` })
    return [
      ['POST', message, { content: 'a\0b' }, 422, invalid('Content contains invalid characters', 'content')],
      ['POST', message, '{"content":"\\ud83d"}', 422, invalid('Content contains invalid characters', 'content')],
      ['POST', message, '{"content_attributes":{"a":["\\u0000"]}}', 422, invalid('Content attributes contains invalid characters', 'content_attributes')],
      ['POST', message, { content_attributes: '{"a":"\\ud800"}' }, 422, invalid('Content attributes contains invalid characters', 'content_attributes')],
      ['PATCH', `/contacts/${omar.id}`, '{"custom_attributes":{"a\\u0000":1}}', 422, invalid('Custom attributes contains invalid characters', 'custom_attributes')],
      ['POST', message, { message_type: 'foo' }, 422, unknown('foo', 'message_type')], ['POST', message, { content_type: 'foo' }, 422, unknown('foo', 'content_type')],
      ['POST', `${stage.thread}/toggle_status`, { status: 'foo' }, 422, unknown('foo', 'status')], ['PATCH', stage.thread, { priority: 'foo' }, 422, unknown('foo', 'priority')],
      ['POST', '/conversations', { source_id: omar.source_id, status: 'foo' }, 422, unknown('foo', 'status')], ['PATCH', `/agents/${noah.id}`, { role: 'foo' }, 422, unknown('foo', 'role')],
      ['PATCH', `/inboxes/${inbox.id}`, { sender_name_type: 'foo' }, 422, unknown('foo', 'sender_name_type')],
      ['POST', '/webhooks', { url: 'https://x.example.org', subscriptions: ['foo'] }, 422, invalid('Subscriptions Invalid events', 'subscriptions')],
      ['POST', '/webhooks', { url: 'ftp://x' }, 422, invalid('Url is invalid', 'url')], ['POST', '/inboxes', { name: ' ', channel: { type: 'api' } }, 422, invalid("Name can't be blank", 'name')],
      ['PATCH', `/contacts/${omar.id}`, { name: 'n'.repeat(256) }, 422, invalid('Name is too long (maximum is 255 characters)', 'name')],
      ['PATCH', `/contacts/${omar.id}`, { phone_number: '12' }, 422, invalid('Phone number should be in e164 format', 'phone_number')],
      ['PATCH', `/inboxes/${inbox.id}`, { name: 'n'.repeat(256) }, 422, invalid('Name is too long (maximum is 255 characters)', 'name')],
      ['PATCH', `/inboxes/${inbox.id}`, { greeting_message: 'n'.repeat(10_001) }, 422, invalid('Greeting message is too long (maximum is 10000 characters)', 'greeting_message')],
      ['POST', message, { content: 'x'.repeat(150_001) }, 422, { error: 'Validation failed: Content is too long (maximum is 150000 characters)' }],
      ['POST', message, { source_id: 'x'.repeat(20_001) }, 422, { error: 'Validation failed: Source is too long (maximum is 20000 characters)' }],
      ['POST', message, { content_type: 'input_select' }, 422, { error: 'Validation failed: Content attributes At least one item is required.' }],
      ['POST', `${stage.thread}/custom_attributes`, { custom_attributes: { a: 'x'.repeat(1501) } }, 422, invalid('Custom attributes a length should be < 1500', 'custom_attributes')],
    ]
  }

  test('are refused, and nothing of the request is stored', async () => {
    const state = async () => {
      const tables = ['contacts', 'conversations', 'messages', 'inboxes', 'webhooks', 'contact_inboxes', 'events', 'deliveries']
      return Promise.all(tables.map((table) => stage.app.db.query(`select count(*), max(id) from ${table}`)))
    }
    await stage.settled()
    const before = await state()
    for (const [method, path, body, status, wanted] of refusals()) {
      const headers: Record<string, string> = typeof body === 'string' ? { 'content-type': 'application/json' } : {}
      const answer = await stage.maya(method, path, body, headers)
      expect([path, answer.status, answer.body]).toEqual([path, status, wanted])
    }
    expect(await state()).toEqual(before)
  })

  test('numbers and booleans are taken for texts, objects and lists in their place are dropped', async () => {
    const created = (await stage.maya('POST', '/contacts', { name: 12.5, identifier: 77.25, email: { a: 1 }, phone_number: ['+4930'], custom_attributes: 'x', additional_attributes: [1] })).body.payload.contact
    expect(created).toMatchObject({ name: '12.5', identifier: '77.25', email: null, phone_number: null, custom_attributes: {}, additional_attributes: {} })
    const say = async (content: unknown) => (await stage.omar('POST', `${stage.thread}/messages`, { content })).body.content
    expect([await say(0), await say(false), await say({ a: 1 }), await say(['x']), await say(null)]).toEqual(['0', 'false', null, null, null])
    expect((await stage.omar('POST', `${stage.thread}/toggle_typing`, { typing_status: { on: 1 } })).status).toBe(200)
  })
})

describe('paths and queries', () => {
  test('ids that name nothing are 404, whatever they look like', async () => {
    for (const id of ['0', '-1', '1.5', 'abc', '99999999', '9007199254740993', '99999999999999999999999', '1e3', '%00', '%ff', '%F0%9F%98%80', "1'--", 'null', '[object Object]']) {
      for (const path of [`/contacts/${id}`, `/conversations/${id}`, `/conversations/${id}/messages`, `/inboxes/${id}`, `/inbox_members/${id}`]) {
        const answer = await stage.maya('GET', path)
        expect([path, answer.status === 400 ? 404 : answer.status]).toEqual([path, 404])
      }
      for (const [method, path] of [['PATCH', `/contacts/${id}`], ['PATCH', `/agents/${id}`], ['DELETE', `/webhooks/${id}`], ['PATCH', `${stage.thread}/messages/${id}`], ['DELETE', `${stage.thread}/messages/${id}`]] as const) {
        expectSane([method, path], await stage.maya(method, path, {}))
      }
      for (const path of [`/conversations/${id}`, `/conversations/${id}/messages`]) expect([400, 404]).toContain((await stage.omar('GET', path)).status)
      expect([400, 404]).toContain((await stage.app.call('GET', `/api/v1/accounts/${id}/inboxes`, { token: stage.world.maya.token })).status)
    }
    expect([404, 414, 431]).toContain((await stage.app.call('GET', `/public/api/v1/inboxes/${'x'.repeat(15_000)}`)).status)
  })

  test('a path that cannot be decoded is a 400 in the shape of every other', async () => {
    for (const path of [`${client}%zz`, `/api/v1/accounts/${stage.world.account}/contacts/%zz`, '/platform/api/v1/users/%c3%28', '/rails/active_storage/blobs/redirect/%zz/x']) {
      const answer = await stage.app.call('GET', path, { token: stage.world.maya.token })
      expect([path, answer.status, answer.body]).toEqual([path, 400, { status: 400, error: 'Bad Request' }])
    }
  })

  test('pages out of reach are empty', async () => {
    for (const page of ['999999', '99999999999999999999']) {
      const lists = [await stage.maya('GET', `/contacts?page=${page}`), await stage.maya('GET', `/contacts/search?q=a&page=${page}`), await stage.maya('POST', `/contacts/filter?page=${page}`, { payload: [] })]
      for (const answer of lists) expect([page, answer.status, answer.body.payload.length]).toEqual([page, 200, 0])
      const conversations = await stage.maya('GET', `/conversations?page=${page}`)
      expect([page, conversations.status, conversations.body.data.payload.length]).toEqual([page, 200, 0])
      expect(conversations.body.data.meta.all_count).toBeGreaterThan(0)
    }
  })

  test('queries may be anything', async () => {
    const hostile = ['[]=1', '[a][b]=1', '=%00', '=%ff', '=9007199254740993', '=-1', "='; drop table users--", '=%25%5f\\', `=${'x'.repeat(5000)}`, '', '=1e999', '=NaN']
    const lists: [string, string[]][] = [
      ['/contacts', ['page', 'sort', 'labels', 'include_contact_inboxes']], ['/contacts/search', ['q', 'page', 'sort']], [`/contacts/${stage.world.omar.id}`, ['include_contact_inboxes']],
      ['/conversations', ['status', 'assignee_type', 'inbox_id', 'team_id', 'labels', 'q', 'source_id', 'conversation_type', 'updated_within', 'sort_by', 'page']],
      [`${stage.thread}/messages`, ['before', 'after', 'filter_internal_messages']], ['/assignable_agents', ['inbox_ids']],
      ...['', '/metrics', '/download'].map((path): [string, string[]] => [`/csat_survey_responses${path}`, ['page', 'sort', 'since', 'until', 'user_ids', 'inbox_id', 'team_id', 'rating']]),
    ]
    for (const [path, keys] of lists) {
      for (const key of keys) for (const value of hostile) expectSane([path, key, value], await stage.maya('GET', `${path}?${key}${value}`))
    }
    for (const key of ['before', 'after']) for (const value of hostile) expectSane([key, value], await stage.omar('GET', `${stage.thread}/messages?${key}${value}`))
    for (const value of hostile) expectSane(value, await stage.omar('GET', `?identifier${value}&identifier_hash${value}`))
  })
})
