import { validate } from '@readme/openapi-parser'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { subscribable } from './events/catalogue.ts'
import { openapiPath, openapiText, wireTypesPath, wireTypesText } from './openapi_file.ts'

let app: TestApp

beforeAll(async () => { app = await startTestApp() })
afterAll(() => app.close())

test('the description is valid OpenAPI 3.1', async () => {
  const document = (await app.call('GET', '/openapi.json')).body
  expect(document.openapi).toBe('3.1.0')
  expect(await validate(document)).toMatchObject({ valid: true, warnings: [] })
})

test('every reference leads somewhere', async () => {
  const text = await openapiText()
  const { components } = JSON.parse(text)
  const names = [...text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)]
  expect(names.length).toBeGreaterThan(50)
  for (const [, kind, name] of names) expect(components[kind!], name).toHaveProperty(name!)
})

test('operations are told apart, and those below an account ask for a token', async () => {
  const { paths } = JSON.parse(await openapiText()) as { paths: Record<string, Record<string, { operationId: string; security: object[]; tags?: string[] }>> }
  const operations = Object.entries(paths).flatMap(([path, methods]) => Object.values(methods).map((operation) => ({ path, ...operation })))
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { path, security, tags } of operations) {
    expect(security.length, path).toBe(/^\/(api\/v\d\/(profile|accounts\/|notification_subscriptions)|platform\/)/.test(path) ? 1 : 0)
    expect([path, tags]).toEqual([path, [expect.any(String)]])
  }
})

test('callbacks are described', async () => {
  const { webhooks } = JSON.parse(await openapiText())
  // Nobody subscribes to these: bots hear the first two, and what an action posts goes to its own address.
  const direct = ['conversation_opened', 'conversation_resolved', 'macro.executed',
    ...['conversation_created', 'conversation_updated', 'conversation_opened', 'conversation_resolved', 'message_created'].map((name) => `automation_event.${name}`)]
  expect(Object.keys(webhooks).toSorted()).toEqual([...subscribable.filter((name) => name !== 'webwidget_triggered'), ...direct].toSorted())
})

test('docs/openapi.json is what the routes say: npm run openapi', async () => {
  expect(await readFile(openapiPath, 'utf8')).toBe(await openapiText())
})

test('the types that the dashboard has of the wire are made of it', async () => {
  expect(await readFile(wireTypesPath, 'utf8')).toBe(await wireTypesText(await openapiText()))
})
