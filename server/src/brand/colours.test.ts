import { expect, test } from 'vitest'
import { brandColours, contrast } from './colours.ts'

// Every hue in pale, usual and loud, the ends, and greys.
const loud = Array.from({ length: 72 }, (_, step) => hsl(step * 5, 1, 0.5))
const pale = Array.from({ length: 36 }, (_, step) => hsl(step * 10, 0.3, 0.85))
const deep = Array.from({ length: 36 }, (_, step) => hsl(step * 10, 0.7, 0.2))
const brands = [...loud, ...pale, ...deep, '#000000', '#ffffff', '#808080', '#3b5bd4']

const surfaces = { light: ['#fdfdfe', '#f7f8fa'], dark: ['#131518', '#1a1c20'] }
const texts = { light: { text: '#1b1e25', 'text-2': '#4e535c', 'text-3': '#666a74' }, dark: { text: '#ebedef', 'text-2': '#b3b6bc', 'text-3': '#90949b' } }

test.each(['light', 'dark'] as const)('text reads and edges show with any brand colour: %s', (theme) => {
  const weak = brands.flatMap((brand) => {
    const made = brandColours(brand)
    const token = (name: string) => /light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/.exec(made[name]!)![theme === 'light' ? 1 : 2]!
    const pairs: [string, number, number][] = [
      ['on accent', contrast('#fdfdfe', token('accent')), 4.5],
      ['on accent-hover', contrast('#fdfdfe', token('accent-hover')), 4.5],
      ...surfaces[theme].flatMap((surface): [string, number, number][] => [
        ['accent-text', contrast(token('accent-text'), surface), 4.5], ['focus', contrast(token('focus'), surface), 3], ['accent', contrast(token('accent'), surface), 2.9],
      ]),
      ['accent-text on selected', contrast(token('accent-text'), token('selected')), 4.5],
      ['accent-text on a bubble', contrast(token('accent-text'), token('bubble-out')), 4.5],
      ...Object.entries(texts[theme]).map(([name, text]): [string, number, number] => [`${name} on selected`, contrast(text, token('selected')), 4.5]),
      ['text on a bubble', contrast(texts[theme].text, token('bubble-out')), 7],
      ['text-2 on a bubble', contrast(texts[theme]['text-2'], token('bubble-out')), 4.5],
    ]
    return pairs.filter(([, ratio, least]) => ratio < least).map(([name, ratio]) => `${brand} ${name}: ${ratio.toFixed(2)}`)
  })
  expect(weak).toEqual([])
})

test('our own colour stays about what it is', () => {
  expect(brandColours('#3b5bd4').accent).toMatch(/^light-dark\(#3[9a-d]5[9a-d]d[2-6], /)
})

function hsl(h: number, s: number, l: number): string {
  const channel = (n: number) => {
    const k = (n + h / 30) % 12
    return Math.round(255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1)))).toString(16).padStart(2, '0')
  }
  return `#${channel(0)}${channel(8)}${channel(4)}`
}
