import { expect, test } from 'vitest'
import { checkFeed, checkHistory, checkLog, type Findings } from './check.ts'
import type { Arrival } from './receiver.ts'

// A proof that cannot fail proves nothing: each kind of damage must show.

const acknowledged = [1, 2, 3].map((id) => ({ conversation: 1, id, content: `message ${id}` }))
const arrival = (id: number, more: Partial<Arrival> = {}): Arrival =>
  ({ delivery: `d${id}`, event: 'message_created', event_id: 10 + id, conversation: 1, sequence: id, message: id, digest: `b${id}`, ...more })
const log = [1, 2, 3].map((id) => arrival(id))
const body = (id: number, more: object = {}) => ({ event: 'message_created', event_id: 10 + id, sequence: id, id, conversation: { id: 1 }, ...more })
const feed = [1, 2, 3].map((id) => body(id))

function counted(look: (findings: Findings) => void): [lost: number, doubled: number, outOfOrder: number] {
  const findings: Findings = { lost: [], doubled: [], outOfOrder: [] }
  look(findings)
  return [findings.lost.length, findings.doubled.length, findings.outOfOrder.length]
}

test('a history that lacks a message or has one twice', () => {
  const look = (written: typeof acknowledged) => counted((findings) => checkHistory('history', acknowledged, written, findings))
  expect(look(acknowledged)).toEqual([0, 0, 0])
  expect(look(acknowledged.slice(1))).toEqual([1, 0, 0])
  expect(look([...acknowledged, { ...acknowledged[0]!, id: 4 }])).toEqual([0, 1, 0])
})

test('a log with a loss, a repeat that cannot be told, or another order', () => {
  const look = (arrivals: Arrival[]) => counted((findings) => checkLog(acknowledged, arrivals, findings))
  expect(look(log)).toEqual([0, 0, 0])
  expect(look([...log, arrival(1)])).toEqual([0, 0, 0])
  expect(look(log.slice(1))).toEqual([1, 0, 0])
  expect(look([...log, arrival(3, { delivery: 'd4' })])).toEqual([0, 1, 0])
  expect(look([...log, arrival(3, { digest: 'b4' })])).toEqual([0, 1, 0])
  expect(look([...log, arrival(3, { delivery: 'd4', event_id: 14, sequence: 4 })])).toEqual([0, 1, 0])
  expect(look([log[0]!, log[2]!, log[1]!])).toEqual([0, 0, 1])
})

test('a feed with a gap, a loss, a double, another order, or more than was called back', () => {
  const look = (bodies: unknown[], arrivals = log) => counted((findings) => checkFeed(acknowledged, arrivals, bodies, findings))
  expect(look(feed)).toEqual([0, 0, 0])
  expect(look([feed[0], feed[2]])).toEqual([2, 0, 0])
  expect(look([...feed, body(3, { event_id: 14, sequence: 4 })], [...log, arrival(4)])).toEqual([0, 1, 0])
  expect(look([feed[1], feed[0], feed[2]])).toEqual([2, 0, 2])
  expect(look(feed, log.slice(1))).toEqual([1, 0, 0])
})
