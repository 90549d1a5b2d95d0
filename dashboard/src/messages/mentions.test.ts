import { expect, test } from 'vitest'
import { withMentions } from './mentions.ts'

const people = [{ kind: 'user' as const, id: 7, name: 'Noah' }, { kind: 'user' as const, id: 8, name: 'Noah Berg' }, { kind: 'team' as const, id: 3, name: 'c++ (night)' }]

test('names behind an @ are mentions, the longest that fits', () => {
  expect(withMentions('@Noah Berg, and @noah: look', people)).toBe('[@Noah Berg](mention://user/8/Noah%20Berg), and [@Noah](mention://user/7/Noah): look')
  expect(withMentions('for @C++ (night)!', people)).toBe('for [@c++ (night)](mention://team/3/c%2B%2B%20%28night%29)!')
})

test('what only looks like one stays as it is', () => {
  for (const text of ['mail@noah.test', '@Noahs', 'Noah', '[@Noah](mention://user/7/Noah)', '@somebody']) expect(withMentions(text, people)).toBe(text)
})
