import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../harness.ts'
import { expectAnswer } from './calls.ts'
import { row } from './covers.ts'

// Application API §8.2: nobody is asked who they are.

let app: TestApp
beforeAll(async () => { app = await startTestApp() })
afterAll(() => app.close())

test(row('8.2 GET /api'), async () => {
  const state = '=ok|=failing'
  const answer = expectAnswer(await app.call('GET', '/api'), { version: 'text', timestamp: 'text', queue_services: state, data_services: state })
  expect(answer).toMatchObject({ version: expect.stringMatching(/^4\.\d+\.\d+$/), timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/), queue_services: 'ok', data_services: 'ok' })
})

test(row('8.2 GET /health'), async () => {
  expect(expectAnswer(await app.call('GET', '/health'), { status: 'text' })).toEqual({ status: 'woot' })
})
