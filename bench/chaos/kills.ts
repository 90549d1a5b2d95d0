import { setTimeout as sleep } from 'node:timers/promises'
import type { Parley } from './parley.ts'
import type { Random } from './random.ts'

export interface Kills {
  server: number
  database: number
}

/** Kills the server and PostgreSQL so often within `seconds`, at random moments; each time waits until Parley is there again. */
export async function killAround(parley: Parley, wanted: Kills, seconds: number, random: Random): Promise<Kills> {
  const done: Kills = { server: 0, database: 0 }
  const begin = Date.now()
  for (const { what, share } of plan(wanted, random)) {
    await sleep(Math.max(0, begin + share * seconds * 1000 - Date.now()))
    // Alternately one process alone, and everything that belongs to it.
    const everything = done[what]++ % 2 === 1
    if (what === 'server') {
      await parley.kill(everything)
      await parley.start()
    } else {
      await parley.killDatabase(everything)
    }
    await parley.answers()
  }
  await sleep(Math.max(0, begin + seconds * 1000 - Date.now()))
  return done
}

/** When in the time of load, from 0 to 1: one in each of as many equal parts as there are kills, in any order. */
function plan(wanted: Kills, random: Random): { what: keyof Kills; share: number }[] {
  const total = wanted.server + wanted.database
  const shuffled = Array.from({ length: total }, (_, index) => ({ what: index < wanted.server ? 'server' as const : 'database' as const, order: random() }))
    .toSorted((a, b) => a.order - b.order)
  return shuffled.map(({ what }, index) => ({ what, share: (index + random()) / total }))
}
