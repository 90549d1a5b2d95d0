import { describe, expect, test } from 'vitest'
import type { Conversation } from '../wire.ts'
import { appendPage, type ConversationFilter, type ConversationRows, matchesFilter, placeConversation } from './placement.ts'

const maya = 3

describe('placeConversation', () => {
  test('a conversation that fits the filter enters at its place', () => {
    const after = placeConversation(list([row(1, 300), row(2, 100)]), row(9, 200), open('all'), maya)
    expect(ids(after)).toEqual([1, 9, 2])
  })

  test('a new message moves its conversation to the top', () => {
    const after = placeConversation(list([row(1, 300), row(2, 200), row(3, 100)]), row(3, 400), open('all'), maya)
    expect(ids(after)).toEqual([3, 1, 2])
  })

  test('a change without activity leaves the row where it is, even between rows of the same second', () => {
    const changed = { ...row(2, 200), priority: 'high' as const }
    const after = placeConversation(list([row(1, 200), row(2, 200), row(3, 200)]), changed, open('all'), maya)
    expect(ids(after)).toEqual([1, 2, 3])
    expect(after.rows[1]!.priority).toBe('high')
  })

  test('a conversation that no longer fits leaves', () => {
    const resolved = { ...row(1, 300), status: 'resolved' as const }
    expect(ids(placeConversation(list([row(1, 300), row(2, 200)]), resolved, open('all'), maya))).toEqual([2])
    const theirs = row(2, 200, 5)
    expect(ids(placeConversation(list([row(1, 300), row(2, 200)]), theirs, open('unassigned'), maya))).toEqual([1])
  })

  test('what belongs behind the loaded part waits for its page, unless there is nothing behind', () => {
    const loaded = list([row(1, 300), row(2, 200)])
    expect(placeConversation({ ...loaded, exhausted: false }, row(9, 100), open('all'), maya).rows).toHaveLength(2)
    expect(ids(placeConversation(loaded, row(9, 100), open('all'), maya))).toEqual([1, 2, 9])
  })

  test('in another order it goes where that order has it', () => {
    const [low, none] = [{ ...row(1, 300), priority: 'low' as const }, row(2, 400)]
    const urgent = { ...row(9, 100), priority: 'urgent' as const }
    const sorted = (sort_by: 'priority_desc' | 'priority_asc' | 'last_activity_at_asc') => ids(placeConversation(list([low, none]), urgent, { ...open('all'), sort_by }, maya))
    expect([sorted('priority_desc'), sorted('priority_asc'), sorted('last_activity_at_asc')]).toEqual([[9, 1, 2], [1, 9, 2], [9, 1, 2]])
  })

  test('a filter decides in place of the tabs', () => {
    const filter = { ...open('me'), conditions: [{ attribute_key: 'priority', filter_operator: 'equal_to', values: ['urgent'] }] }
    expect(ids(placeConversation(list([row(1, 300)]), { ...row(9, 100, 5), priority: 'urgent' }, filter, maya))).toEqual([1, 9])
    expect(ids(placeConversation(list([row(1, 300)]), row(1, 400), filter, maya))).toEqual([])
  })

  test('a foreign conversation that does not fit changes nothing', () => {
    const before = list([row(1, 300)])
    expect(placeConversation(before, row(9, 400, 5), open('me'), maya)).toBe(before)
  })
})

describe('matchesFilter', () => {
  test('mine and unassigned; a bot counts as nobody', () => {
    const bot = row(1, 1)
    bot.meta = { ...bot.meta, assignee: { id: maya, name: 'Bot' }, assignee_type: 'AgentBot' }
    expect(matchesFilter(row(1, 1, maya), open('me'), maya)).toBe(true)
    expect(matchesFilter(row(1, 1), open('me'), maya)).toBe(false)
    expect(matchesFilter(bot, open('me'), maya)).toBe(false)
    expect(matchesFilter(bot, open('unassigned'), maya)).toBe(true)
  })

  test('status and inbox', () => {
    expect(matchesFilter(row(1, 1), { assignee_type: 'all', status: 'snoozed' }, maya)).toBe(false)
    expect(matchesFilter(row(1, 1), { assignee_type: 'all', status: 'all' }, maya)).toBe(true)
    expect(matchesFilter(row(1, 1), { assignee_type: 'all', status: 'open', inbox_id: 8 }, maya)).toBe(false)
  })
})

test('appendPage adds rows once and ends at a short page', () => {
  const after = appendPage(list([row(1, 300), row(2, 200)]), [row(2, 200), row(3, 100)], 2)
  expect(ids(after)).toEqual([1, 2, 3])
  expect(after.exhausted).toBe(false)
  expect(appendPage(after, [row(4, 50)], 2).exhausted).toBe(true)
})

function open(assignee_type: ConversationFilter['assignee_type']): ConversationFilter {
  return { assignee_type, status: 'open' }
}

function list(rows: Conversation[]): ConversationRows {
  return { rows, exhausted: true }
}

const ids = ({ rows }: ConversationRows) => rows.map(({ id }) => id)

function row(id: number, last_activity_at: number, assigneeId?: number): Conversation {
  const assignee = assigneeId ? { id: assigneeId, name: 'Agent' } : null
  const meta = { sender: { id }, assignee, assignee_type: assignee ? 'User' : null } as Conversation['meta']
  return { id, inbox_id: 4, status: 'open', last_activity_at, priority: null, meta } as Conversation
}
