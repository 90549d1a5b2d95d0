import type { Logger } from 'pino'
import { unseal } from '../db/secrets.ts'
import { webhookBody, type MessageSubject } from '../events/catalogue.ts'
import { outgoing, template } from '../messages/message.ts'
import type { Health } from './health.ts'
import type { Content, Endpoint, Job, ReadContent } from './ledger.ts'
import type { Outcome, Poster, Posting } from './post.ts'
import { isRefusal, judge, type Schedule } from './schedule.ts'

export interface GivenUpEvent {
  name: 'message.created'
  subject: MessageSubject
}

/** Told when the callback of a message that was sent to a contact is given up. `text`: the latest error. */
export type OnGivenUp = (event: GivenUpEvent, text: string) => Promise<unknown> | void

export interface AttemptOptions {
  read: ReadContent
  poster: Poster
  schedule: Schedule
  log: Logger
  onGivenUp: OnGivenUp
}

/** What has become of a delivery; `outcome` is null when nothing was posted. */
export interface Ending {
  state: 'pending' | 'delivered' | 'failed' | 'expired'
  error: string | null
  outcome: Outcome | null
}

/**
 * One look at a delivery whose turn it is: posts it, unless it has become pointless, and counts the try in `job`. A try is in `underWay` while it
 * can be cancelled, and null when it was. Throws when the database cannot be read.
 */
export async function attempt(options: AttemptOptions, endpoint: Endpoint, health: Health, job: Job, underWay: Set<Posting>): Promise<Ending | null> {
  if (job.expires_at !== null && job.expires_at <= Date.now()) return { state: 'expired', error: null, outcome: null }
  const content = job.content ?? (await options.read(job.id))
  delete job.content
  const pointless = whyPointless(options.schedule, health, job, content)
  if (pointless !== null) return giveUp(options, endpoint, job, content, pointless, null)
  const outcome = await post(options.poster, job, content!, underWay)
  if (!outcome) return null
  const { state } = count(options.schedule, health, job, outcome)
  if (state === 'failed') return giveUp(options, endpoint, job, content, outcome.error!, outcome)
  return { state, error: outcome.error, outcome }
}

function whyPointless({ lifetime }: Schedule, health: Health, job: Job, content: Content | null): string | null {
  if (!content) return 'event removed'
  if (!content.url || !content.secret) return 'endpoint removed'
  // While nothing gets through, what has waited for its whole lifetime behind others is not tried one by one.
  return health.isFailing && Date.now() - job.created_at >= lifetime ? health.lastError : null
}

async function post(poster: Poster, job: Job, { name, subject, changes, url, secret }: Content, underWay: Set<Posting>): Promise<Outcome | null> {
  let posting: Posting
  try {
    const body = JSON.stringify(webhookBody(name, subject, changes))
    posting = poster.post({ url: url!, secret: unsealed(secret!), uuid: job.uuid, body })
  } catch (error) {
    // E.g. another SECRET_KEY than the one the secret was stored with: put right, it goes out with a later try.
    const now = Date.now()
    const message = `the callback could not be written: ${(error as Error).message}`
    return { status: null, error: message, retryAfter: null, started_at: now, duration_ms: 0, timestamp: Math.floor(now / 1000), response_body: null }
  }
  underWay.add(posting)
  const outcome = await posting.outcome
  underWay.delete(posting)
  return outcome
}

const secrets = new Map<string, string>()
const mostSecrets = 1000

/** Opening a secret costs more than the signature made with it. */
function unsealed(sealed: string): string {
  const known = secrets.get(sealed)
  if (known !== undefined) return known
  if (secrets.size >= mostSecrets) secrets.clear()
  const secret = unseal(sealed)
  secrets.set(sealed, secret)
  return secret
}

function count(schedule: Schedule, health: Health, job: Job, outcome: Outcome) {
  job.attempts++
  if (isRefusal(outcome.status)) {
    job.refusals++
    job.refused_at ??= outcome.started_at
  }
  const verdict = judge(schedule, job, outcome, health.lastSuccess, Date.now())
  if (verdict.state === 'pending') job.due = verdict.at
  if (outcome.error === null) health.succeeded()
  else health.failed(outcome.error)
  return verdict
}

async function giveUp(options: AttemptOptions, endpoint: Endpoint, job: Job, content: Content | null, error: string, outcome: Outcome | null): Promise<Ending> {
  options.log.warn({ endpoint, delivery: job.id, error }, 'a callback was given up')
  if (content && concernsContact(endpoint, content)) {
    try {
      await options.onGivenUp({ name: 'message.created', subject: content.subject }, error)
    } catch (failure) {
      options.log.error({ delivery: job.id, error: (failure as Error).message }, 'the message could not be marked as failed')
    }
  }
  return { state: 'failed', error, outcome }
}

/** A message that its sender would otherwise believe to have reached the contact; never an incoming one or a note (webhooks §5, §9). */
function concernsContact({ kind }: Endpoint, { name, subject }: Content): boolean {
  if (kind !== 'inbox' || name !== 'message.created') return false
  const { message } = subject as MessageSubject
  return !message.private && (message.message_type === outgoing || message.message_type === template)
}
