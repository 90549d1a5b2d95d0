import { expect, test } from 'vitest'
import type { Message } from '../wire.ts'
import { addMessage, changeMessage, prependPage, putMessages, trimThread } from './thread_data.ts'

const thread = { messages: [message(5), message(6)], hasOlder: true }

test('messages stand in the order of their ids, each once', () => {
  expect(ids(putMessages(thread, [message(8), message(6), message(7)]))).toEqual([5, 6, 7, 8])
})

test('the snapshot of a creation never overwrites a later state', () => {
  const read = changeMessage(thread, { ...message(6), status: 'read' })
  expect(addMessage(read, message(6))).toBe(read)
})

test('a change keeps what only the creation told', () => {
  const own = addMessage(thread, { ...message(7), echo_id: 'e-1' })
  expect(changeMessage(own, { ...message(7), status: 'delivered' }).messages[2]).toMatchObject({ echo_id: 'e-1', status: 'delivered' })
})

test('a change of a message before the loaded part is left alone', () => {
  expect(changeMessage(thread, message(2))).toBe(thread)
})

test('older pages stand before, and a short one is the first', () => {
  expect(prependPage(thread, [message(3), message(4)], 2)).toMatchObject({ hasOlder: true })
  const all = prependPage(thread, [message(4)], 2)
  expect(ids(all)).toEqual([4, 5, 6])
  expect(all.hasOlder).toBe(false)
})

test('trimming keeps the end and remembers that there is more', () => {
  expect(trimThread({ ...thread, hasOlder: false }, 1)).toEqual({ messages: [message(6)], hasOlder: true })
})

const ids = ({ messages }: { messages: Message[] }) => messages.map(({ id }) => id)

function message(id: number): Message {
  return { id, content: `m${id}`, message_type: 1, status: 'sent' } as Message
}
