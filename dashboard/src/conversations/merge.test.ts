import { expect, test } from 'vitest'
import type { ConversationPush, MessagePush } from '../live_events.ts'
import type { Conversation, Message } from '../wire.ts'
import { applyMessage, applyMessageChange, mergeConversation, previewOf } from './merge.ts'

const known = {
  id: 7,
  uuid: 'u-7',
  muted: true,
  status: 'open',
  updated_at: 100.5,
  last_activity_at: 100,
  unread_count: 0,
  messages: [],
  last_non_activity_message: message(50),
  meta: { sender: { id: 4, name: 'Omar', availability_status: 'online' }, assignee: { id: 3, name: 'Maya' }, assignee_type: 'User' },
} as unknown as Conversation

test('a newer push changes what it says and keeps what only REST knows', () => {
  const push = { ...known, uuid: undefined, status: 'resolved', updated_at: 101, meta: { sender: { id: 4, name: 'Omar B' }, assignee: null } } as unknown as ConversationPush
  delete (push as { uuid?: string }).uuid
  const merged = mergeConversation(known, push)
  expect(merged).toMatchObject({ uuid: 'u-7', muted: true, status: 'resolved' })
  expect(merged.meta).toMatchObject({ assignee: null, assignee_type: null, sender: { name: 'Omar B', availability_status: 'online' } })
})

test('a push tells the first reply in a form of its own', () => {
  const told = (first_reply_created_at: unknown) => mergeConversation(known, { ...known, updated_at: 101, first_reply_created_at } as unknown as ConversationPush).first_reply_created_at
  expect([told('2026-01-01T00:00:00.000Z'), told(null), told(1_767_225_600)]).toEqual([1_767_225_600, 0, 1_767_225_600])
})

test('an older snapshot changes nothing', () => {
  expect(mergeConversation(known, { ...known, status: 'snoozed', updated_at: 99 })).toBe(known)
})

test('a push never brings back an older preview than the one shown', () => {
  const push = { ...known, updated_at: 102, last_non_activity_message: undefined, messages: [message(40)] } as unknown as ConversationPush
  expect(previewOf(mergeConversation(known, push))?.id).toBe(50)
})

test('a message brings preview, unread count and activity', () => {
  const next = applyMessage(known, slim(message(51), { unread_count: 1, last_activity_at: 120 }))
  expect(next).toMatchObject({ unread_count: 1, last_activity_at: 120, last_non_activity_message: { id: 51 } })
})

test('an activity line moves the row and leaves its preview', () => {
  const next = applyMessage(known, slim({ ...message(51), message_type: 2 }, { unread_count: 0, last_activity_at: 120 }))
  expect(next).toMatchObject({ last_activity_at: 120, last_non_activity_message: { id: 50 } })
})

test('a changed message changes the preview that shows it', () => {
  expect(previewOf(applyMessageChange(known, { ...message(50), status: 'failed' }))?.status).toBe('failed')
  expect(applyMessageChange(known, { ...message(49), status: 'failed' })).toBe(known)
})

function message(id: number): Message {
  return { id, content: `m${id}`, message_type: 0, status: 'sent' } as Message
}

function slim(one: Message, conversation: { unread_count: number; last_activity_at: number }): MessagePush {
  return { ...one, account_id: 1, conversation: { ...conversation, assignee_id: null, contact_inbox: { source_id: '' } } }
}
