/** When a callback is tried again and when it is given up. Times in milliseconds. */
export interface Schedule {
  /** How long to wait after the first, second, … failed try; the last one repeats. */
  waits: readonly number[]
  /** Every wait is made longer or shorter by up to this part of it, so that what failed together is not retried together. */
  jitter: number
  /** Age at which a delivery is given up. */
  lifetime: number
  longestRetryAfter: number
  /** Tries that an event gets which its endpoint refuses while it accepts others. */
  refusals: number
  /** Failures without a success in between after which an endpoint counts as failing everywhere. */
  failingAfter: number
  /** Least time between two tries at an endpoint that fails everywhere. */
  probe: number
  /** How long an endpoint may do nothing but fail before administrators are warned, and how long after that it is switched off. */
  warnAfter: number
  switchOffAfterWarning: number
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** After 1, 5, 15, 30 s, each minute for ten minutes, each ten minutes for an hour, then hourly; given up after 24 h. */
export const defaultSchedule: Schedule = {
  waits: [second, 5 * second, 15 * second, 30 * second, ...Array<number>(10).fill(minute), ...Array<number>(6).fill(10 * minute), hour],
  jitter: 0.1,
  lifetime: 24 * hour,
  longestRetryAfter: 10 * minute,
  refusals: 5,
  failingAfter: 5,
  probe: 500,
  warnAfter: 4 * 24 * hour,
  switchOffAfterWarning: 24 * hour,
}

/** How one try ended. `status` is null when there was no whole answer; `error` is null for a success. */
export interface Answer {
  status: number | null
  error: string | null
  /** What the receiver asked for with Retry-After, in milliseconds. */
  retryAfter: number | null
}

/** A delivery after its latest try; moments in milliseconds since 1970. */
export interface Tried {
  created_at: number
  expires_at: number | null
  attempts: number
  refusals: number
  refused_at: number | null
}

export type Verdict = { state: 'delivered' } | { state: 'failed' } | { state: 'pending'; at: number }

/** The receiver is well and does not want this event. */
export const isRefusal = (status: number | null): boolean =>
  status !== null && status >= 400 && status < 500 && ![408, 425, 429].includes(status)

/** What becomes of a delivery after a try. `lastSuccess`: when its endpoint last accepted something. */
export function judge(schedule: Schedule, tried: Tried, answer: Answer, lastSuccess: number | null, now: number, random = Math.random()): Verdict {
  if (answer.error === null) return { state: 'delivered' }
  const refused = isRefusal(answer.status)
  const othersPass = tried.refused_at !== null && lastSuccess !== null && lastSuccess > tried.refused_at
  if (refused && othersPass && tried.refusals >= schedule.refusals) return { state: 'failed' }
  const end = tried.created_at + schedule.lifetime
  // What a server finds waiting after a long sleep still gets its first, quick tries.
  if (now >= end && tried.attempts >= schedule.refusals) return { state: 'failed' }
  // Refusals count for themselves: an outage before them must not stretch the time for which a poison event holds its conversation back.
  const wait = waitAfter(schedule, refused ? tried.refusals : tried.attempts, random)
  const asked = Math.min(answer.retryAfter ?? 0, schedule.longestRetryAfter)
  return { state: 'pending', at: within(now + Math.max(wait, asked), now, end, tried.expires_at) }
}

/** What becomes of a delivery that was received, and whose receiver asks for it again after `wait`. */
export function postpone(schedule: Schedule, tried: Tried, wait: number, now: number): Verdict {
  const end = tried.created_at + schedule.lifetime
  if (now >= end && tried.attempts >= schedule.refusals) return { state: 'failed' }
  return { state: 'pending', at: within(now + Math.min(wait, schedule.longestRetryAfter), now, end, tried.expires_at) }
}

function waitAfter({ waits, jitter }: Schedule, tries: number, random: number): number {
  const wait = waits[Math.min(tries, waits.length) - 1] ?? 0
  return Math.round(wait * (1 + jitter * (2 * random - 1)))
}

/** The last try is made when the delivery's time is up, and what expires earlier is looked at when it does. */
function within(at: number, now: number, end: number, expires: number | null): number {
  const latest = Math.min(end > now ? end : Infinity, expires ?? Infinity)
  return Math.min(at, latest)
}
