import { expect, test } from 'vitest'
import { replyWindowOf, replyWindowProblem, withReplyWindow } from './reply_window.ts'

test('the reply window is one attribute among others', () => {
  const inbox = { additional_attributes: { agent_reply_time_window: 24, phone: '+49' } }
  expect(replyWindowOf(inbox)).toBe('24')
  expect([withReplyWindow(inbox, ' '), withReplyWindow(inbox, '48')]).toEqual([{ phone: '+49' }, { phone: '+49', agent_reply_time_window: 48 }])
  expect(['', '24', '0', '-1', 'a day'].map((hours) => replyWindowProblem(hours) === null)).toEqual([true, true, false, false, false])
})
