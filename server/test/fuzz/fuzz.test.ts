import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foldCounters, forgetEmptyCounters } from '../../src/conversations/counters.ts'
import { offences } from '../guard.ts'
import { startTestApp, type TestApp } from '../harness.ts'
import { requests, type Drawn, type Pick } from './arbitraries.ts'
import { operationsOf } from './operations.ts'
import { fingerprint, makeTenant, type Tenant } from './tenants.ts'

// Requests drawn from the API's own description, by FUZZ_SEED and as many as FUZZ_REQUESTS says: nothing breaks, hangs, answers what
// its schema does not say, or shows or changes anything of another account.

const total = Number(process.env.FUZZ_REQUESTS ?? 1_000)
const seed = Number(process.env.FUZZ_SEED ?? 20_261_121)
/** Each round has accounts of its own, as requests delete what later ones need. */
const perRound = 250
const answerWithin = 20_000
/** After these the caller's token is worth nothing, and the rest of the round would be refusals. */
const ending = /reset_access_token$|sign_out$/

let app: TestApp
let stranger: Tenant
/** What was found, one of each kind. */
const faults = new Map<string, string>()

beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true', PUBLIC_URL: 'http://127.0.0.1:9' })
  stranger = await makeTenant(app, 'ZZSTRANGER')
})
afterAll(() => app.close())

test(`${total} requests with seed ${seed}`, { timeout: 60_000 + total * 100 }, async () => {
  const { operations, resolve } = operationsOf((await app.call('GET', '/openapi.json')).body)
  const drawn = fc.sample(requests(operations.filter(({ path }) => !ending.test(path)), resolve), { numRuns: total, seed })
  const before = await settledFingerprint()
  const counts = new Map<number, number>()
  for (let from = 0; from < total; from += perRound) {
    const own = await makeTenant(app, `ROUND${seed}N${from}`)
    const waiting = drawn.slice(from, from + perRound)
    await Promise.all(Array.from({ length: 4 }, async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        const status = await tryOut(own, one)
        counts.set(status, (counts.get(status) ?? 0) + 1)
      }
    }))
  }
  console.log(`fuzz: ${total} requests, seed ${seed}, ${operations.length} operations; answers by status: ${JSON.stringify(Object.fromEntries([...counts].toSorted(([a], [b]) => a - b)))}`)
  expect([...faults.values()]).toEqual([])
  expect(await settledFingerprint()).toEqual(before)
})

/** Sends one request and holds its answer against what must be true of all. Answers the status. */
async function tryOut(own: Tenant, drawn: Drawn): Promise<number> {
  const { method } = drawn.operation
  const path = filledPath(own, drawn)
  const headers: Record<string, string> = drawn.contentType === null ? {} : { 'content-type': drawn.contentType }
  const body = method === 'GET' || method === 'HEAD' ? undefined : drawn.contentType === null ? drawn.body : JSON.stringify(drawn.body) ?? 'undefined'
  const token = drawn.caller === 'nobody' ? undefined : own.tokens[drawn.caller]
  const said = `${drawn.caller} ${method} ${path} ${drawn.contentType ?? ''} ${JSON.stringify(body)?.slice(0, 600)}`
  const answer = await Promise.race([app.call(method, path, { token, body, headers }), hanging()])
  if (answer === 'hangs') return found(drawn, 'no answer', said, 0)
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  const outcome = `${said} → ${answer.status} ${text?.slice(0, 300)}`
  const offence = offences.splice(0)[0]
  if (answer.status >= 500) return found(drawn, 'breaks', outcome, answer.status)
  if (answer.status >= 400 && !isRefusal(answer.status, answer.body)) return found(drawn, 'refuses in no known shape', outcome, answer.status)
  if (offence) return found(drawn, `answers what its schema does not say: ${offence}`, outcome, answer.status)
  // What the request itself said may come back.
  if (!said.toUpperCase().includes(stranger.mark) && text?.toUpperCase().includes(stranger.mark)) return found(drawn, 'shows what is another account\'s', outcome, answer.status)
  return answer.status
}

function found({ operation }: Drawn, what: string, outcome: string, status: number): number {
  const key = `${operation.method} ${operation.path} ${what.slice(0, 40)}`
  if (!faults.has(key)) faults.set(key, `${what}: ${outcome}`)
  return status
}

/** One of the shapes that clients know (application API §0.5). */
function isRefusal(status: number, body: any): boolean {
  if (body === null || typeof body === 'string') return [402, 404, 406, 410, 413, 415, 422, 429].includes(status)
  return typeof body.error === 'string' || typeof body.error === 'object' || typeof body.message === 'string' || Array.isArray(body.errors) || body.success === false
}

function filledPath(own: Tenant, { operation, path, query, caller }: Drawn): string {
  let n = 0
  const isPublic = operation.path.startsWith('/public/')
  const filled = operation.path.replace(/([^/]*)\/\{(\w+)\}/g, (_, noun: string, name: string) => {
    const pick = path[n++ % path.length]!
    if (name === 'account_id') return `${noun}/${pick.of === 'foreign' && pick.n < 10 && caller !== 'nobody' ? stranger.world.account : own.world.account}`
    // The two names of a session are its credentials: who has both of a stranger's is that stranger.
    const one: Pick = isPublic && noun === 'inboxes' && pick.of === 'foreign' ? { ...pick, of: 'own' } : pick
    return `${noun}/${encodeURIComponent(idFor(own, one, isPublic ? `public ${noun}` : noun, noun))}`.replaceAll('%25', '%')
  })
  const asked = new URLSearchParams(Object.entries(query).flatMap(([key, value]): [string, string][] => (Array.isArray(value) ? value.map((one) => [`${key}[]`, asText(one)]) : [[key, asText(value)]])))
  // A reader who waits for what happens next waits for longer than this run has time.
  asked.delete('wait')
  return asked.size > 0 ? `${filled}?${asked}` : filled
}

const asText = (value: unknown) => (typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value) ?? '')

function idFor(own: Tenant, pick: Pick, ...nouns: string[]): string {
  if (pick.of === 'nothing') return pick.text
  const ids = nouns.map((noun) => (pick.of === 'own' ? own : stranger).ids.get(noun)).find((found) => found !== undefined && found.length > 0) ?? [pick.n]
  return String(ids[pick.n % ids.length])
}

const hanging = () => new Promise<'hangs'>((resolve) => { setTimeout(() => resolve('hangs'), answerWithin).unref() })

/** The other account, but for what happens by itself, at its own times: its callbacks fail, its texts are kept for the search. */
async function settledFingerprint(): Promise<object> {
  // The job that folds what has been counted may have come meanwhile, or not yet.
  await foldCounters(app.db, new AbortController().signal)
  await forgetEmptyCounters(app.db)
  const { deliveries: _, delivery_attempts: __, endpoint_states: ___, endpoint_tries: ____, message_texts: _____, ...prints } = await fingerprint(app, stranger.world.account)
  return prints
}
