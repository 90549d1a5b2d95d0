import { setTimeout as sleep } from 'node:timers/promises'
import { benchCallbacks } from './callbacks.ts'
import { benchFanout } from './fanout.ts'
import { benchMessages } from './messages.ts'
import { startServer } from './server.ts'
import { makeWorld } from './world.ts'

// Client, server and database share this machine's cores: read the ratios, not the absolute figures.

const server = await startServer()
try {
  await sleep(8000)
  console.log(`Memory of server and database, idle after the start: ${(await server.memory()).toFixed(0)} MB (proportional set size)`)
  const world = await makeWorld(server, 200)
  await benchMessages(server, world)
  await benchFanout(server, world)
  await benchCallbacks(server, world)
} finally {
  await server.stop()
}
