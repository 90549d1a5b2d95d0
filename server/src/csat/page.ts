import { createHash } from 'node:crypto'
import { brandJson, pictureOrigins } from '../brand/brand.ts'
import type { Config } from '../config.ts'
import { absoluteUrl, publicUrl } from '../http/public_url.ts'
import { isOver } from './answer.ts'
import type { Survey } from './find.ts'
import { displayType } from './wire.ts'
import { style } from './page_style.ts'
import { wordsIn, type Words } from './words.ts'

/** How the installation's pages look. */
export interface Look {
  style: string
  icon: string | null
  /** Value of the header content-security-policy: nothing but this style and pictures, and the form goes nowhere else. */
  policy: string
}

export function lookOf(config: Config): Look {
  const { colours, favicon_url } = brandJson(config)
  const own = `${style}:root { ${Object.entries(colours).map(([token, colour]) => `--${token}: ${colour};`).join(' ')} }\n`
  const policy = [
    "default-src 'none'", `style-src 'sha256-${createHash('sha256').update(own).digest('base64')}'`,
    `img-src ${["'self'", new URL(publicUrl()).origin, ...pictureOrigins(config)].join(' ')}`, "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
  ].join('; ')
  return { style: own, icon: favicon_url, policy }
}

/**
 * The page behind a survey's link. It runs no script at all: each face is a button of one form, so that a single press is an answer already, and
 * the feedback goes with it or after it.
 */
export function surveyPage(look: Look, survey: Survey): string {
  const words = wordsIn(survey.locale)
  const name = survey.of.inbox.name
  const question = survey.message.content?.trim() || words.question
  return page(look, survey.locale, name, `
    <header>${portrait(name, survey.inbox_avatar_url)}<span dir="auto">${escaped(name)}</span></header>
    <h1 dir="auto">${escaped(question)}</h1>
    <div class="card">${isOver(survey.message) ? given(survey, words) : form(survey, words)}</div>`)
}

/** What stands there when the address leads to no survey. */
export const noSurveyPage = (look: Look): string => {
  const words = wordsIn('en')
  return page(look, 'en', words.missing, `<h1>${escaped(words.missing)}</h1><p class="quiet">${escaped(words.missing_hint)}</p>`)
}

const page = (look: Look, locale: string, title: string, body: string) => `<!doctype html>
<html lang="${escaped(locale.replace('_', '-'))}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>${look.icon === null ? '' : `
<link rel="icon" href="${escaped(look.icon)}">`}
<style>${look.style}</style>
</head>
<body><main>${body}</main></body>
</html>
`

function portrait(name: string, url: string): string {
  if (url !== '') return `<img src="${escaped(absoluteUrl(url))}" alt="" width="40" height="40">`
  const letter = [...new Intl.Segmenter().segment(name.trim())][0]?.segment ?? '?'
  return `<i aria-hidden="true">${escaped(letter.toUpperCase())}</i>`
}

function form({ message, response }: Survey, words: Words): string {
  const thanks = response ? `<p class="thanks" role="status">${mark}${escaped(response.feedback_message ? words.thanks_feedback : words.thanks)}</p>` : ''
  const button = escaped(response?.feedback_message ? words.update : words.send)
  return `<form method="post">
    <fieldset><legend class="unseen">${escaped(words.rating)}</legend>${choices(message, response?.rating ?? null, words, false)}</fieldset>
    ${thanks}
    ${response ? `<label for="feedback">${escaped(words.feedback)}</label>
    <textarea id="feedback" name="feedback_message" rows="4" maxlength="20000" dir="auto">${escaped(response.feedback_message ?? '')}</textarea>
    <button class="send">${button}</button>` : ''}
  </form>`
}

/** After the survey is over: what was answered, which nobody can change any more. */
function given({ message, response }: Survey, words: Words): string {
  if (!response) return `<p>${escaped(words.over)}</p>`
  const feedback = response.feedback_message ? `<blockquote dir="auto">${escaped(response.feedback_message)}</blockquote>` : ''
  return `<div class="given">${choices(message, response.rating, words, true)}</div>${feedback}<p class="quiet">${escaped(words.over)}</p>`
}

function choices(message: Survey['message'], rating: number | null, words: Words, isFixed: boolean): string {
  const isStars = displayType(message) === 'star'
  return `<div class="choices ${isStars ? 'stars' : 'faces'}">${words.ratings.map((name, index) => {
    const value = index + 1
    const isChosen = rating === value
    const isLit = isStars && rating !== null && value <= rating
    const classes = [isChosen ? 'chosen' : '', isLit ? 'lit' : ''].filter(Boolean).join(' ')
    return `<button name="rating" value="${value}" title="${escaped(name)}" aria-label="${escaped(name)}" aria-pressed="${isChosen}"${classes ? ` class="${classes}"` : ''}${isFixed ? ' disabled' : ''}>${
      isStars ? star : face(value)}</button>`
  }).join('')}</div>
    <p class="ends" aria-hidden="true"><span>${escaped(words.ratings[0])}</span><span>${escaped(words.ratings[4])}</span></p>`
}

const svg = (inside: string) => `<svg viewBox="0 0 32 32" aria-hidden="true">${inside}</svg>`
const star = svg('<path d="M16 4.6l3.5 7.3 8 1.1-5.8 5.6 1.4 7.9-7.1-3.8-7.1 3.8 1.4-7.9L4.5 13l8-1.1z"/>')
const mark = svg('<path d="M8 17l6 6 11-13"/>')

const mouths = ['M10.5 23.5q5.5-6 11 0', 'M11 22.5q5-3 10 0', 'M11 21.5h10', 'M11 20.5q5 3.5 10 0', 'M9.8 19.5h12.4q-1 5.5-6.2 5.5t-6.2-5.5z']
const face = (rating: number) => svg(`<circle cx="16" cy="16" r="12.5"/><path d="M12 12.5v1.6M20 12.5v1.6"/><path d="${mouths[rating - 1]}"/>`)

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => signs[sign]!)
