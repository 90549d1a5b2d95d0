import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, removeDataDir, startServer, temporaryDirectory, type ServerProcess } from '../platform/server_process.ts'
import { startSink, type Sink } from '../sink.ts'
import { launchChromium } from './chromium.ts'
import { buildDashboard, openWindows, snap, type Story } from './stage.ts'
import { answer, handOver, newCustomerWrites, type Omar } from './story_customer.ts'
import { leave, settings } from './story_settings.ts'
import { addInbox, firstRun, inviteNoah } from './story_setup.ts'

// The documents' story as people see it: a server process, two agents side by side, a phone, a customer's socket, a receiver of callbacks.

const browser = await launchChromium()
let dataDir: string
let sink: Sink

beforeAll(async () => {
  await buildDashboard()
  dataDir = await temporaryDirectory()
  sink = await startSink()
})
afterAll(async () => {
  await browser?.close()
  await sink.close()
  await removeDataDir(dataDir)
})

test.skipIf(!browser)('from the first visit to an answered customer, in step in every window', { timeout: 180_000 }, async () => {
  const server = await start(String(await freePort()))
  const story: Story = { origin: server.url, sink, ...await openWindows(browser!, server.url) }
  await firstRun(story)
  const inbox = await addInbox(story)
  await inviteNoah(story)
  const omar = await newCustomerWrites(story, inbox)
  await answer(story, omar)
  await handOver(story)
  await loseConnection(story, server, omar)
  await settings(story)
  await leave(story)
  expect(story.problems()).toEqual([])
})

async function start(port: string): Promise<ServerProcess> {
  const server = await startServer({ env: { DATA_DIR: dataDir, PORT: port } })
  await server.ready
  return server
}

/** The server stops and comes back: what was written meanwhile, and what was sent into the silence, is there without a reload. */
async function loseConnection({ maya, noah }: Story, server: ServerProcess, omar: Omar) {
  server.child.kill('SIGTERM')
  expect((await server.ended).code).toBe(0)
  await maya.page.getByText('Reconnecting.').waitFor()
  const composer = maya.page.getByRole('textbox', { name: 'Reply' })
  await composer.fill('Anything else?')
  await composer.press('Enter')
  await snap(maya.page, 'thread-reconnecting', 'light')
  await start(new URL(server.url).port)
  const back = performance.now()
  await omar.write('No, thank you!')
  for (const { page } of [maya, noah]) await page.getByRole('log').getByText('No, thank you!').waitFor()
  console.log(`Both screens were true again ${Math.round(performance.now() - back)} ms after the server was back.`)
  await expect.poll(() => omar.history(), { timeout: 10_000 }).toContain('Anything else?')
  expect((await omar.history()).filter((content) => content === 'Anything else?')).toHaveLength(1)
  await noah.page.getByRole('log').getByText('Anything else?').waitFor()
  await maya.page.getByText('Reconnecting.').waitFor({ state: 'detached' })
}
