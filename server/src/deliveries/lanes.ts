import type { Job } from './ledger.ts'

/** What waits for one endpoint: within a lane strictly one after the other by id, lanes beside each other. */
export interface Lanes {
  /** Every job whose end has not been told yet. */
  readonly size: number
  add(job: Job): void
  /** The next job whose turn it is; its lane then waits for `finish` or `defer`. */
  take(): Job | undefined
  /** The same for one whose turn it is or would be later, and that satisfies `isMeant`. */
  takeIf(isMeant: (job: Job) => boolean): Job | undefined
  /** The job is done with: the next of its lane may go. */
  finish(job: Job): void
  /** The job stays first in its lane and is looked at again at `job.due`. */
  defer(job: Job): void
  /** Everything that waits for its time may go now, oldest first. */
  wakeAll(): void
  /** The job's time has come earlier than was told. */
  hasten(job: Job): void
  clear(): void
}

interface Lane {
  name: string
  jobs: Job[]
  state: 'ready' | 'taken' | 'waiting'
  timer?: NodeJS.Timeout
}

const longestTimer = 2 ** 31 - 1

/** `onReady` is called when a lane's time has come. */
export function createLanes(onReady: () => void): Lanes {
  const lanes = new Map<string, Lane>()
  let ready: Lane[] = []
  let size = 0

  function queue(lane: Lane) {
    const head = lane.jobs[0]!
    const wait = head.due - Date.now()
    if (wait > 0) {
      lane.state = 'waiting'
      lane.timer = setTimeout(wake, Math.min(wait, longestTimer), lane)
      return
    }
    lane.state = 'ready'
    ready.push(lane)
  }

  function wake(lane: Lane) {
    queue(lane)
    onReady()
  }

  const laneOf = (job: Job) => {
    const lane = lanes.get(job.lane)
    if (lane?.state !== 'taken' || lane.jobs[0] !== job) throw new Error(`delivery ${job.id} is not under way`)
    return lane
  }

  return {
    get size() {
      return size
    },
    add(job) {
      size++
      const lane = lanes.get(job.lane)
      if (lane) return insert(lane.jobs, job)
      const opened: Lane = { name: job.lane, jobs: [job], state: 'ready' }
      lanes.set(job.lane, opened)
      queue(opened)
    },
    take() {
      const lane = ready.shift()
      if (!lane) return undefined
      lane.state = 'taken'
      return lane.jobs[0]
    },
    takeIf(isMeant) {
      for (const lane of lanes.values()) {
        if (lane.state === 'taken' || !isMeant(lane.jobs[0]!)) continue
        clearTimeout(lane.timer)
        ready = ready.filter((other) => other !== lane)
        lane.state = 'taken'
        return lane.jobs[0]
      }
      return undefined
    },
    finish(job) {
      const lane = laneOf(job)
      lane.jobs.shift()
      size--
      if (lane.jobs.length === 0) lanes.delete(lane.name)
      else queue(lane)
    },
    defer(job) {
      queue(laneOf(job))
    },
    wakeAll() {
      for (const lane of lanes.values()) {
        if (lane.state !== 'waiting') continue
        clearTimeout(lane.timer)
        lane.jobs[0]!.due = Date.now()
        queue(lane)
      }
      ready.sort((left, right) => left.jobs[0]!.id - right.jobs[0]!.id)
    },
    hasten(job) {
      const lane = lanes.get(job.lane)
      if (lane?.state !== 'waiting' || lane.jobs[0] !== job) return
      clearTimeout(lane.timer)
      wake(lane)
    },
    clear() {
      for (const { timer } of lanes.values()) clearTimeout(timer)
      lanes.clear()
      ready = []
      size = 0
    },
  }
}

/** Behind everything that is older. The first one stays first: it may be under way. */
function insert(jobs: Job[], job: Job) {
  let place = jobs.length
  while (place > 1 && jobs[place - 1]!.id > job.id) place--
  jobs.splice(place, 0, job)
}
