import { expect, test } from 'vitest'
import { buildTimeline, findUnread, type ShownMessage, type TimelineItem } from './timeline.ts'

const noon = new Date(2026, 8, 21, 12).getTime() / 1000

test('a divider opens each day', () => {
  const items = buildTimeline([at(1, noon), at(2, noon + 60), at(3, noon + 86_400)], null)
  expect(kinds(items)).toEqual(['day', 'message', 'message', 'day', 'message'])
})

test('close messages of one sender join; another sender, a note or a pause part them', () => {
  const [first, second, later, note, theirs] = messagesOf(
    buildTimeline([at(1, noon), at(2, noon + 30), at(3, noon + 300), { ...at(4, noon + 310), private: true }, { ...at(5, noon + 320), message_type: 0 }], null),
  )
  expect([first!.joinsPrevious, first!.joinsNext]).toEqual([false, true])
  expect([second!.joinsPrevious, second!.joinsNext]).toEqual([true, false])
  expect([later!.joinsPrevious, later!.joinsNext]).toEqual([false, false])
  expect([note!.joinsPrevious, theirs!.joinsPrevious]).toEqual([false, false])
})

test('activity lines stand alone and part groups', () => {
  const items = buildTimeline([at(1, noon), { ...at(2, noon + 1), message_type: 2 }, at(3, noon + 2)], null)
  expect(kinds(items)).toEqual(['day', 'message', 'activity', 'message'])
  expect(messagesOf(items).some((item) => item.joinsPrevious || item.joinsNext)).toBe(false)
})

test('the unread divider stands before the first message of the customer that nobody saw', () => {
  const incoming = (id: number, time: number): ShownMessage => ({ ...at(id, time), message_type: 0 })
  const messages = [incoming(1, noon), at(2, noon + 10), incoming(3, noon + 20), incoming(4, noon + 30)]
  const items = buildTimeline(messages, findUnread(messages, noon + 5))
  expect(kinds(items)).toEqual(['day', 'message', 'message', 'unread', 'message', 'message'])
  expect(items[3]).toMatchObject({ count: 2 })
})

test('an own message keeps its key when the server confirms it', () => {
  const [before] = messagesOf(buildTimeline([{ ...at(-1, noon), unsent: { echo_id: 'e-1' } } as ShownMessage], null))
  const [after] = messagesOf(buildTimeline([{ ...at(9, noon), echo_id: 'e-1' }], null))
  expect(before!.key).toBe(after!.key)
})

const kinds = (items: TimelineItem[]) => items.map(({ kind }) => kind)
const messagesOf = (items: TimelineItem[]) => items.filter((item) => item.kind === 'message')

function at(id: number, created_at: number): ShownMessage {
  return { id, created_at, message_type: 1, private: false, content: '', sender: { id: 3, type: 'user', name: 'Maya' } } as ShownMessage
}
