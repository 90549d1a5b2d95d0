import type { Logger } from 'pino'
import type { MessageSubject } from '../events/catalogue.ts'
import { outgoing, template } from '../messages/message.ts'
import type { Health } from './health.ts'
import type { Content, Endpoint, Job, ReadContent } from './ledger.ts'
import type { Outcome, Poster, Posting } from './post.ts'
import { readReport, type Report } from './report.ts'
import { requestOf } from './request.ts'
import { isRefusal, judge, postpone, type Schedule, type Verdict } from './schedule.ts'

export interface MessageEvent {
  name: 'message.created'
  subject: MessageSubject
}

/** Told when the callback of a message that was sent to a contact is given up. `text`: the latest error. */
export type OnGivenUp = (event: MessageEvent, text: string) => Promise<unknown> | void

/** Told what the receiver of such a callback says of the message. The delivery counts as received only after this. */
export type OnReported = (event: MessageEvent, report: Report) => Promise<unknown> | void

export interface AttemptOptions {
  read: ReadContent
  poster: Poster
  schedule: Schedule
  log: Logger
  onGivenUp: OnGivenUp
  onReported: OnReported
}

/** What has become of a delivery; `outcome` is null when nothing was posted. */
export interface Ending {
  state: 'pending' | 'delivered' | 'failed' | 'expired'
  error: string | null
  outcome: Outcome | null
  /** What was made of the answer. */
  note: string | null
}

/** Whose turn it is. `held`: why the endpoint gets nothing at present; then only what has waited for its whole lifetime is looked at. */
export interface Turn {
  endpoint: Endpoint
  health: Health
  job: Job
  held: string | null
  /** Holds a try while it can be cancelled. */
  underWay: Set<Posting>
}

/** Milliseconds for which an endpoint counts as it was at the commit: what has waited longer is signed and addressed as is true now. */
const freshFor = 2000

/**
 * One look at a delivery whose turn it is: posts it, unless it has become pointless, and counts the try in the job. Null when the try was cancelled.
 * Throws when the database cannot be read.
 */
export async function attempt(options: AttemptOptions, turn: Turn): Promise<Ending | null> {
  const { job } = turn
  if (job.expires_at !== null && job.expires_at <= Date.now()) return { state: 'expired', error: null, outcome: null, note: null }
  const isFresh = Date.now() - job.created_at < freshFor
  const content = (isFresh ? job.content : undefined) ?? (await options.read(job.id))
  delete job.content
  const pointless = whyPointless(options.schedule, turn, content)
  if (pointless !== null) return giveUp(options, turn, content, pointless, null)
  const outcome = await post(options.poster, job, content!, turn.underWay)
  if (!outcome) return null
  if (outcome.error === null && concernsContact(turn.endpoint, content!)) return heed(options, turn, content!, outcome)
  const { state } = count(turn, outcome, () => judge(options.schedule, job, outcome, turn.health.lastSuccess, Date.now()))
  if (state === 'failed') return giveUp(options, turn, content, outcome.error!, outcome)
  return { state, error: outcome.error, outcome, note: null }
}

function whyPointless({ lifetime }: Schedule, { health, job, held }: Turn, content: Content | null): string | null {
  if (!content) return 'event removed'
  if (!content.url || !content.secret) return 'endpoint removed'
  // While nothing gets through, what has waited for its whole lifetime behind others is not tried one by one.
  return (held !== null || health.isFailing) && Date.now() - job.created_at >= lifetime ? held ?? health.lastError : null
}

async function post(poster: Poster, job: Job, content: Content, underWay: Set<Posting>): Promise<Outcome | null> {
  let posting: Posting
  try {
    posting = poster.post(requestOf(content, job.uuid))
  } catch (error) {
    // Put right, it goes out with a later try.
    return unwritten(error as Error)
  }
  underWay.add(posting)
  const outcome = await posting.outcome
  underWay.delete(posting)
  return outcome
}

function unwritten({ message }: Error): Outcome {
  const now = Date.now()
  return {
    status: null, error: `the callback could not be written: ${message}`, error_class: 'internal', retryAfter: null, response_body: null, json: null,
    started_at: now, duration_ms: 0, timestamp: Math.floor(now / 1000), sent: { url: '', headers: {} },
  }
}

/** The answer to a message on its way to a contact: it may say what became of it. */
async function heed(options: AttemptOptions, turn: Turn, content: Content, outcome: Outcome): Promise<Ending> {
  const { schedule, onReported } = options
  const { report, note } = readReport(outcome)
  const event = { name: 'message.created', subject: content.subject } as const
  const error = report?.error ?? null
  if (report?.status === 'failed' && report.retryAfter !== null) {
    const { state } = count(turn, outcome, () => postpone(schedule, turn.job, report.retryAfter!, Date.now()))
    return state === 'pending' ? { state, error, outcome, note } : giveUp(options, turn, content, error!, outcome, note)
  }
  // A message that had failed, and whose callback goes through now, is on its way again.
  const said = report ?? (turn.job.replays > 0 ? { status: 'sent', source_id: null, error: null, retryAfter: null } as const : null)
  if (said) await onReported(event, said)
  count(turn, outcome, () => ({ state: 'delivered' }))
  return { state: said?.status === 'failed' ? 'failed' : 'delivered', error, outcome, note }
}

function count({ health, job }: Turn, outcome: Outcome, judged: () => Verdict): Verdict {
  job.attempts++
  if (isRefusal(outcome.status)) {
    job.refusals++
    job.refused_at ??= outcome.started_at
  }
  const verdict = judged()
  if (verdict.state === 'pending') job.due = verdict.at
  if (outcome.error === null) health.succeeded()
  else health.failed(outcome.error)
  return verdict
}

async function giveUp(options: AttemptOptions, { endpoint, job }: Turn, content: Content | null, error: string, outcome: Outcome | null, note: string | null = null): Promise<Ending> {
  options.log.warn({ endpoint, delivery: job.id, error }, 'a callback was given up')
  if (content && concernsContact(endpoint, content)) {
    try {
      await options.onGivenUp({ name: 'message.created', subject: content.subject }, error)
    } catch (failure) {
      options.log.error({ delivery: job.id, error: (failure as Error).message }, 'the message could not be marked as failed')
    }
  }
  return { state: 'failed', error, outcome, note }
}

/** A message that its sender would otherwise believe to have reached the contact; never an incoming one or a note (webhooks §5, §9). */
function concernsContact({ kind }: Endpoint, { name, subject }: Content): boolean {
  if (kind !== 'inbox' || name !== 'message.created') return false
  const { message } = subject as MessageSubject
  return !message.private && (message.message_type === outgoing || message.message_type === template)
}
