import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import type { Survey } from './find.ts'
import { lookOf, noSurveyPage, surveyPage } from './page.ts'

const survey = (locale: string, content: string | null = 'How was it?') => ({
  of: { inbox: { name: '👩‍👩‍👧‍👦 Family' } }, message: { content, content_type: 'input_csat', content_attributes: {}, created_at: new Date().toISOString() },
  response: null, locale, inbox_avatar_url: '',
}) as unknown as Survey

test('the page has the colours and the icon of the installation, and its policy allows no other style', () => {
  const look = lookOf(readConfig({ BRAND_COLOR: '#0a7d4f', BRAND_FAVICON: 'https://cdn.example.org/icon.png' }))
  const page = surveyPage(look, survey('en'))
  const [, style] = /<style>([\s\S]*)<\/style>/.exec(page)!
  expect(style).toMatch(/--accent: light-dark\(#\w{6}, #\w{6}\);/)
  expect(look.policy).toContain(`style-src 'sha256-${createHash('sha256').update(style!).digest('base64')}'`)
  expect(look.policy).toMatch(/img-src 'self' http:\/\/[\w.]+:\d+ https:\/\/cdn\.example\.org;/)
  expect(page).toContain('<link rel="icon" href="https://cdn.example.org/icon.png">')
  expect(noSurveyPage(lookOf(readConfig({})))).not.toContain('rel="icon"')
})

test('speaks the language of the account, where it knows it', () => {
  const said = (locale: string) => /aria-label="([^"]+)" aria-pressed="false"[^>]*><svg[^>]*><circle[^>]*><path[^>]*><path d="M9/.exec(surveyPage(lookOf(readConfig({})), survey(locale, null)))?.[1]
  expect(['en', 'de', 'es', 'fr', 'pt_BR', 'ja', 'EN-us'].map(said)).toEqual(['Very good', 'Sehr gut', 'Muy bien', 'Très bon', 'Muito bom', 'Very good', 'Very good'])
  expect(surveyPage(lookOf(readConfig({})), survey('pt_BR'))).toContain('<html lang="pt-BR">')
  expect(surveyPage(lookOf(readConfig({})), survey('en'))).toContain('<i aria-hidden="true">👩‍👩‍👧‍👦</i>')
})
