import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** In milliseconds: how long one text may be matched, and how long a pattern that has used that up is not asked again, nor any of an account that has had three. */
const longest = 250
const banned = 60_000
const mostEndless = 3

/** Null for what is no regular expression. */
export function maybePattern(pattern: string): RegExp | null {
  const { source, flags } = parts(pattern)
  try {
    return new RegExp(source, flags)
  } catch {
    return null
  }
}

/**
 * Whether the text matches. Accounts write the patterns, and one can backtrack for years: so they are matched in a thread of their own,
 * which is ended then, and that text does not match. All accounts wait for that one thread, so none may hold it up for long.
 */
export function matches(accountId: number, pattern: string, text: string): Promise<boolean> {
  const answer = turn.then(() => ask(accountId, pattern, text))
  turn = answer.catch(() => undefined)
  return answer
}

let turn: Promise<unknown> = Promise.resolve()
let worker: Worker | null = null
const endless = new Map<string, number>()
/** When patterns of an account were endless, lately. */
const offences = new Map<number, number[]>()

const isBanned = (accountId: number, pattern: string) =>
  (endless.get(pattern) ?? 0) > Date.now() || (offences.get(accountId) ?? []).filter((at) => at > Date.now() - banned).length >= mostEndless

async function ask(accountId: number, pattern: string, text: string): Promise<boolean> {
  if (!maybePattern(pattern) || isBanned(accountId, pattern)) return false
  worker ??= await start()
  const waiting = new AbortController()
  const timer = setTimeout(() => waiting.abort(), longest)
  try {
    const answered = once(worker, 'message', { signal: waiting.signal })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage({ ...parts(pattern), text })
    const [isMatch] = await answered as [boolean]
    return isMatch
  } catch {
    if (endless.size > 1_000) endless.clear()
    endless.set(pattern, Date.now() + banned)
    if (offences.size > 1_000) offences.clear()
    offences.set(accountId, [...(offences.get(accountId) ?? []), Date.now()].slice(-mostEndless))
    await worker.terminate()
    worker = null
    return false
  } finally {
    clearTimeout(timer)
  }
}

async function start(): Promise<Worker> {
  const started = new Worker(
    `const { parentPort } = require('node:worker_threads')
    parentPort.on('message', ({ source, flags, text }) => parentPort.postMessage(new RegExp(source, flags).test(text)))`, { eval: true })
  await once(started, 'online')
  // A process that ends does not wait for it.
  started.unref()
  return started
}

/** As it stands, or between slashes with flags behind, which is how Chatwoot's dashboard stores one. Flags that remember a position are left out. */
function parts(pattern: string): { source: string; flags: string } {
  const [, source = pattern, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(pattern) ?? []
  return { source, flags: flags.replace(/[gy]/g, '') }
}
