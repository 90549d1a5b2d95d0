import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../harness.ts'
import { makeWorld, type World } from '../world.ts'
import { makeHistory, type Fact, type FactName, type History } from './history.ts'

// Every figure of the reports, against a count of everything that was done, by hand and in three time zones. Summer time begins in two of them on the way.

let app: TestApp
let world: World
let history: History

beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' })
  world = await makeWorld(app)
  history = await makeHistory(app, world, 20_261_121, 400)
}, 120_000)
afterAll(() => app.close())

const metrics: Record<string, FactName> = {
  conversations_count: 'conversation', incoming_messages_count: 'incoming', outgoing_messages_count: 'outgoing', avg_first_response_time: 'first_response',
  avg_resolution_time: 'resolved', resolutions_count: 'resolved', reply_time: 'reply_time',
}
const isMean = (metric: string) => metric.startsWith('avg') || metric === 'reply_time'
const periods = ['hour', 'day', 'week', 'month', 'year']
/** With a day on which the clocks change, where they do. */
const zones: [string, number][] = [['Europe/Berlin', Date.UTC(2026, 2, 29)], ['America/New_York', Date.UTC(2026, 2, 8)], ['Asia/Kathmandu', Date.UTC(2026, 2, 15)]]

const get = async (path: string) => {
  const answer = await app.call('GET', `/api/v2/accounts/${world.account}${path}`, { token: world.maya.token })
  expect([path, answer.status]).toEqual([path, 200])
  return answer.body
}
const setZone = (zone: string | null) =>
  app.db.query(`update accounts set settings = settings || jsonb_build_object('reporting_timezone', $2::text) where id = $1`, [world.account, zone])

/** What a report may be about, as its query says it, and whether a fact belongs to it. */
const scopes = (): [string, (fact: Fact) => boolean][] => [
  ['type=account', () => true],
  [`type=agent&id=${world.maya.id}`, ({ name, user, talk }) => (name === 'conversation' ? talk.agent : user) === world.maya.id],
  [`type=inbox&id=${history.inboxes[0]}`, ({ talk }) => talk.inbox === history.inboxes[0]],
  [`type=team&id=${history.team}`, ({ talk }) => talk.team === history.team],
  [`type=label&id=${history.label.id}`, ({ talk }) => talk.labels.includes('refund')],
]

const within = (fact: Fact, name: FactName, since: number, until: number) => fact.name === name && fact.at >= since && fact.at < until
const mean = (numbers: number[]) => (numbers.length === 0 ? null : numbers.reduce((a, b) => a + b, 0) / numbers.length)
const secondsOf = (fact: Fact, isWorked: boolean) => (isWorked ? worked(fact) : fact.at - fact.from)

describe('the history', () => {
  test('has some of everything, in both inboxes and over the change to summer time', () => {
    for (const name of Object.values(metrics)) expect(history.facts.filter((fact) => fact.name === name).length).toBeGreaterThan(10)
    expect(history.until).toBeGreaterThan(Date.UTC(2026, 2, 30) / 1000)
    expect(new Set(history.talks.map(({ inbox }) => inbox)).size).toBe(2)
  })
})

describe.each(zones)('over time in %s', (zone, change) => {
  beforeAll(() => setZone(zone))
  afterAll(() => setZone(null))

  test.each(periods)('by %s', async (period) => {
    const [since, until] = period === 'hour' ? [change / 1000 - 100_001, change / 1000 + 200_002] : [history.since + 12_345, history.until - 7_777]
    const keys = keysBetween(since, until, zone, period)
    for (const [scope, belongs] of scopes()) {
      for (const [metric, name] of Object.entries(metrics)) {
        const isWorked = metric === 'avg_resolution_time' || metric === 'reply_time'
        const points: { value: number; timestamp: number; count?: number }[] =
          await get(`/reports?${scope}&metric=${metric}&since=${since}&until=${until}&group_by=${period}${isWorked ? '&business_hours=true' : ''}&timezone_offset=-11`)
        const facts = Map.groupBy(history.facts.filter((fact) => belongs(fact) && within(fact, name, since, until)), ({ at }) => keyOf(at, zone, period))
        const expected = keys.map((key) => {
          const those = facts.get(key) ?? []
          return isMean(metric) ? { key, value: rounded(mean(those.map((fact) => secondsOf(fact, isWorked))) ?? 0), count: those.length } : { key, value: those.length }
        })
        expect([scope, metric, points.map(({ timestamp, value, ...rest }) => ({ key: keyOf(timestamp, zone, period), value: rounded(value), ...rest }))]).toEqual([scope, metric, expected])
        for (const { timestamp } of points) expect(keyOf(timestamp - 1, zone, period)).not.toBe(keyOf(timestamp, zone, period))
      }
    }
  })
})

test('days by an offset alone', async () => {
  const [since, until] = [history.since, history.until]
  const points: { value: number; timestamp: number }[] = await get(`/reports?type=account&metric=incoming_messages_count&since=${since}&until=${until}&timezone_offset=-3.5`)
  const days = new Map<number, number>()
  for (const fact of history.facts.filter((each) => within(each, 'incoming', since, until))) {
    const start = Math.floor((fact.at - 3.5 * 3600) / 86_400) * 86_400 + 3.5 * 3600
    days.set(start, (days.get(start) ?? 0) + 1)
  }
  expect(points.filter(({ value }) => value > 0).map(({ timestamp, value }) => [timestamp, value])).toEqual([...days].toSorted(([a], [b]) => a - b))
})

test.each([false, true])('summaries of a span and the one before, within working hours: %s', async (isWorked) => {
  const middle = Math.floor((history.since + history.until) / 2)
  for (const [scope, belongs] of scopes()) {
    const length = history.until - middle
    const answer = await get(`/reports/summary?${scope}&since=${middle}&until=${history.until}&business_hours=${isWorked}`)
    for (const [part, since] of [[answer, middle], [answer.previous, middle - length]]) {
      for (const [metric, name] of Object.entries(metrics)) {
        const facts = history.facts.filter((fact) => belongs(fact) && within(fact, name, since, since + length))
        const expected = isMean(metric) ? mean(facts.map((fact) => secondsOf(fact, isWorked))) : facts.length
        expect([scope, metric, rounded(part[metric])]).toEqual([scope, metric, rounded(expected)])
      }
    }
  }
})

test.each(['agent', 'team', 'inbox', 'label'])('figures by %s', async (by) => {
  const [since, until] = [history.since + 100_000, history.until - 100_000]
  const rows: any[] = await get(`/summary_reports/${by}?since=${since}&until=${until}`)
  expect(rows.length).toBe({ agent: 2, team: 1, inbox: 2, label: 2 }[by])
  for (const found of rows) {
    const belongs = (fact: Fact) =>
      by === 'agent' ? (fact.name === 'conversation' ? fact.talk.agent : fact.user) === found.id
        : by === 'team' ? fact.talk.team === found.id : by === 'inbox' ? fact.talk.inbox === found.id : fact.talk.labels.includes(found.name)
    const facts = (name: FactName) => history.facts.filter((fact) => belongs(fact) && within(fact, name, since, until))
    const time = (name: FactName) => rounded(mean(facts(name).map((fact) => fact.at - fact.from)) ?? (by === 'label' ? 0 : null))
    expect({ ...found, avg_resolution_time: rounded(found.avg_resolution_time), avg_first_response_time: rounded(found.avg_first_response_time), avg_reply_time: rounded(found.avg_reply_time) }).toEqual({
      id: found.id, ...(by === 'label' ? { name: found.name } : {}), conversations_count: facts('conversation').length, resolved_conversations_count: facts('resolved').length,
      avg_resolution_time: time('resolved'), avg_first_response_time: time('first_response'), avg_reply_time: time('reply_time'),
    })
  }
})

test('distributions', async () => {
  const [since, until] = [history.since + 100_000, history.until - 100_000]
  const span = `since=${since}&until=${until}`
  const begun = history.facts.filter((fact) => within(fact, 'conversation', since, until)).map(({ talk }) => talk)
  const status = (name: string) => begun.filter((talk) => talk.status === name).length
  expect(await get(`/summary_reports/channel?${span}`)).toEqual({ 'Channel::Api': { open: status('open'), resolved: status('resolved'), pending: status('pending'), snoozed: status('snoozed'), total: begun.length } })
  const responses = history.facts.filter((fact) => within(fact, 'first_response', since, until)).map((fact) => (fact.at - fact.from) / 3600)
  const took = (from: number, to: number) => responses.filter((hours) => hours >= from && hours < to).length
  expect(await get(`/reports/first_response_time_distribution?${span}`)).toEqual({ 'Channel::Api': { '0-1h': took(0, 1), '1-4h': took(1, 4), '4-8h': took(4, 8), '8-24h': took(8, 24), '24h+': took(24, Infinity) } })
  const { inboxes, labels, matrix } = await get(`/reports/inbox_label_matrix?${span}`)
  expect(matrix).toEqual(inboxes.map(({ id }: any) => labels.map(({ title }: any) => begun.filter((talk) => talk.inbox === id && talk.labels.includes(title)).length)))
  const sent = history.facts.filter((fact) => within(fact, 'outgoing', since, until))
  for (const by of ['agent', 'team', 'inbox', 'label']) {
    for (const { id, name, outgoing_messages_count } of await get(`/reports/outgoing_messages_count?group_by=${by}&${span}`)) {
      const those = sent.filter(({ user, talk }) => (by === 'agent' ? user === id : by === 'team' ? talk.team === id : by === 'inbox' ? talk.inbox === id : talk.labels.includes(name)))
      expect([by, name, outgoing_messages_count]).toEqual([by, name, those.length])
    }
  }
})

test('how things stand now', async () => {
  const count = (is: (talk: History['talks'][number]) => boolean) => history.talks.filter(is).length
  const isUnattended = ({ isAnswered, waiting }: History['talks'][number]) => !isAnswered || waiting !== null
  // The one that the cast began with is open and waits, too.
  const expected = (is: (talk: History['talks'][number]) => boolean, others: number) => ({
    open: count((talk) => is(talk) && talk.status === 'open') + others, unattended: count((talk) => is(talk) && talk.status === 'open' && isUnattended(talk)) + others,
    unassigned: count((talk) => is(talk) && talk.status === 'open' && talk.agent === null) + others,
  })
  expect(await get('/live_reports/conversation_metrics')).toEqual({ ...expected(() => true, 1), pending: count(({ status }) => status === 'pending') })
  for (const { assignee_id, ...counts } of await get('/live_reports/grouped_conversation_metrics?group_by=assignee_id')) {
    expect([assignee_id, counts]).toEqual([assignee_id, expected((talk) => talk.agent === assignee_id, assignee_id === null ? 1 : 0)])
  }
  for (const { id, metric } of await get('/reports/conversations?type=agent')) {
    const { open, unattended } = expected((talk) => talk.agent === id, 0)
    expect([id, metric]).toEqual([id, { open, unattended }])
  }
})

test('a deleted conversation is in no figure any more', async () => {
  const before = await get(`/reports/summary?type=account&since=${history.since}&until=${history.until}`)
  const talk = history.talks.find((each) => history.facts.some((fact) => fact.talk === each && fact.name === 'resolved'))!
  await app.call('DELETE', `/api/v1/accounts/${world.account}/conversations/${talk.id}`, { token: world.maya.token })
  const after = await get(`/reports/summary?type=account&since=${history.since}&until=${history.until}`)
  const lost = (name: FactName) => history.facts.filter((fact) => fact.talk === talk && fact.name === name).length
  for (const [metric, name] of Object.entries(metrics).filter(([each]) => !isMean(each))) expect([metric, after[metric]]).toEqual([metric, before[metric] - lost(name)])
})

const rounded = (value: number | null) => (value === null ? null : Math.round(value * 1000) / 1000)

const formats = new Map<string, Intl.DateTimeFormat>()
const clocks = new Map<string, Record<'weekday' | 'year' | 'month' | 'day' | 'hour' | 'timeZoneName', string>>()
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** What calendar and clock show, but for the minutes: the same for a whole quarter of an hour. */
function clock(at: number, zone: string) {
  const quarter = `${zone} ${Math.floor(at / 900)}`
  if (!clocks.has(quarter)) {
    const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', timeZoneName: 'longOffset' })
    formats.set(zone, format)
    clocks.set(quarter, Object.fromEntries(format.formatToParts(at * 1000).map(({ type, value }) => [type, value])) as never)
  }
  return clocks.get(quarter)!
}

/** The period in which a moment falls, told by calendar and clock; of two equal hours, which one it is. */
function keyOf(at: number, zone: string, period: string): string {
  const { weekday, year, month, day, hour, timeZoneName } = clock(at, zone)
  if (period === 'year') return year
  if (period === 'month') return `${year}-${month}`
  if (period === 'day') return `${year}-${month}-${day}`
  if (period === 'hour') return `${year}-${month}-${day} ${hour} ${timeZoneName}`
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) - weekdays.indexOf(weekday))).toISOString().slice(0, 10)
}

const keysBetween = (since: number, until: number, zone: string, period: string) => {
  const keys = new Set<string>()
  for (let at = since; at < until; at += 900) keys.add(keyOf(at, zone, period))
  keys.add(keyOf(until - 1, zone, period))
  return [...keys]
}

const open = new Map<number, boolean>()

/** Minute by minute: Monday to Friday from nine to five in Berlin, for the inbox that keeps hours. */
function worked({ talk, from, at }: Fact): number {
  if (!talk.keepsHours) return 0
  let seconds = 0
  for (let minute = Math.floor(from / 60) * 60; minute < at; minute += 60) {
    if (!open.has(minute)) {
      const { weekday, hour } = clock(minute, 'Europe/Berlin')
      open.set(minute, weekday !== 'Sat' && weekday !== 'Sun' && Number(hour) >= 9 && Number(hour) < 17)
    }
    if (open.get(minute)) seconds += Math.min(minute + 60, at) - Math.max(minute, from)
  }
  return seconds
}
