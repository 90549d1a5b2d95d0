import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import openapiTS, { astToString } from 'openapi-typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../harness.ts'
import { password } from '../world.ts'

let app: TestApp

beforeAll(async () => { app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' }) })
afterAll(() => app.close())

const root = fileURLToPath(new URL('../../../', import.meta.url))
const folder = `${root}tmp/client/`

test('a client whose types are generated from the description type-checks and tells the whole story', { timeout: 120_000 }, async () => {
  const document = (await app.call('GET', '/openapi.json')).body
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}parley.d.ts`, astToString(await openapiTS(document)))
  await writeFile(`${folder}tsconfig.json`, JSON.stringify({
    extends: '../../tsconfig.base.json', files: ['../../server/test/client/story.ts'], compilerOptions: { paths: { parley: ['./parley.d.ts'] }, exactOptionalPropertyTypes: false },
  }))
  const { stdout } = await promisify(execFile)(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', folder]).catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
  // By its address, as it belongs to the program above and not to this one.
  const { story } = await import(new URL('story.ts', import.meta.url).href) as { story: (baseUrl: string, password: string) => Promise<unknown> }
  expect(await story(app.url, password)).toEqual({
    waiting: [{ id: 1, unread_count: 1 }], status: 'resolved', found: [{ id: 1, labels: ['parcel'] }], heard: ['Where is my parcel?', 'On its way, Omar.'],
  })
})
