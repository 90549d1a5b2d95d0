import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { MessageText } from './markdown.tsx'
import { safeLink } from './safe_url.ts'

const html = (text: string) => renderToStaticMarkup(<MessageText text={text} />)

describe('what a stranger wrote', () => {
  test('HTML stays text', () => {
    expect(html('<img src=x onerror=alert(1)><script>alert(2)</script>')).not.toMatch(/<(img|script)/)
  })

  test('links that could run or lead into the dashboard are not links', () => {
    expect(html('[a](javascript:alert(1)) [b](data:text/html,x) [c](/app/accounts/1) [d](vbscript:x) [e](JaVaScRiPt:x)')).not.toContain('href')
  })

  test('a web link opens elsewhere and tells nobody where from', () => {
    expect(html('[shop](https://shop.example.org/a)')).toContain('href="https://shop.example.org/a" target="_blank" rel="noopener noreferrer nofollow"')
  })

  test('bare addresses become links, without the sentence around them', () => {
    expect(html('See https://shop.example.org/a?b=1. (or https://x.example)')).toMatch(/href="https:\/\/shop\.example\.org\/a\?b=1".*href="https:\/\/x\.example"/)
    expect(html('`https://in.code`')).not.toContain('<a')
  })

  test('pictures of others are not fetched', () => {
    expect(html('![pixel](https://evil.example/p.png)')).toMatch(/<a href="https:\/\/evil\.example\/p\.png"[^>]*>pixel<\/a>/)
  })

  test.each([
    ['quotes', '> '.repeat(3_000) + 'x'],
    ['lists', '- '.repeat(3_000) + 'x'],
    ['brackets', '['.repeat(5_000)],
    ['emphasis', '*a _b '.repeat(900)],
    ['closed emphasis', '*a _b '.repeat(90) + 'b_ a*'.repeat(90)],
    ['one word', 'x'.repeat(100_000)],
    ['lone surrogates', '\ud800'.repeat(2_000)],
  ])('%s without end are shown all the same', (_, text) => {
    expect(html(text).length).toBeGreaterThan(0)
  })
})

test('line breaks, lists and emphasis look as written', () => {
  expect(html('**Hello**\nthere\n\n1. one\n2. two')).toMatch(/<strong>Hello<\/strong>\nthere<\/p>[\s\S]*<ol>/)
})

test('long texts are folded', () => {
  expect(html('word '.repeat(1_000))).toContain('Show all')
  expect(html('line\n'.repeat(100))).toContain('Show all')
  expect(html('short')).not.toContain('Show all')
})

test('links: only web, mail and telephone', () => {
  expect(['https://a.example', 'mailto:a@b.example', 'tel:+123'].map(safeLink)).not.toContain(null)
  expect(['javascript:1', ' javascript:1', 'java\nscript:1', 'file:///etc/passwd', '//evil.example', '/app', 'blob:x', ''].map(safeLink)).toEqual(Array(8).fill(null))
})
