import { beforeEach, expect, test, vi } from 'vitest'
import { anyDraft, readDraft, readMode, writeDraft, writeMode } from './drafts.ts'

const owner = { accountId: 1, userId: 3, conversationId: 7 }

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  })
})

test('a draft comes back to its own conversation, mode and user alone', () => {
  writeDraft(owner, 'note', 'secret')
  expect(readDraft(owner, 'note')).toBe('secret')
  expect(readDraft(owner, 'reply')).toBe('')
  expect(readDraft({ ...owner, conversationId: 8 }, 'note')).toBe('')
  expect(readDraft({ ...owner, userId: 4 }, 'note')).toBe('')
  expect(readDraft({ ...owner, accountId: 2 }, 'note')).toBe('')
})

test('the mode is kept with the conversation; an emptied draft is gone', () => {
  writeMode(owner, 'note')
  expect([readMode(owner), readMode({ ...owner, conversationId: 8 })]).toEqual(['note', 'reply'])
  writeDraft(owner, 'reply', 'text')
  writeDraft(owner, 'reply', '  ')
  expect(anyDraft(owner)).toBe('')
})

test('a browser that keeps nothing still lets one write', () => {
  const refuse = () => {
    throw new Error('QuotaExceededError')
  }
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse, removeItem: refuse })
  writeDraft(owner, 'reply', 'text')
  expect(readDraft(owner, 'reply')).toBe('')
})
