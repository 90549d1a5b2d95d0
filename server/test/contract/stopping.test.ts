import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { startTestApp } from '../harness.ts'
import { makeWorld } from '../world.ts'
import { clientPath } from './stage.ts'

test('a request under way when the server stops is answered, and its kept-alive connection does not hold the stop up', async () => {
  const app = await startTestApp()
  const world = await makeWorld(app)
  const agent = new Agent({ keepAlive: true })
  const sending = request(`${app.url}${clientPath(world, world.omar.source_id)}/conversations/${world.conversation}/messages`, {
    method: 'POST', agent, headers: { 'content-type': 'application/json', expect: '100-continue' },
  })
  sending.flushHeaders()
  await once(sending, 'continue')
  const closed = app.close()
  sending.end('{"content":"in the nick of time"}')
  const [response] = await once(sending, 'response') as [IncomingMessage]
  expect(response.statusCode).toBe(200)
  response.resume()
  await closed
  agent.destroy()
})
