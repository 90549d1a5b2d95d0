import { parseJson } from '../http/params.ts'
import type { Reading } from './match.ts'

/** The body as it may have been when it was signed: as it is first, then as programs and people change it unawares. */
export function bodySpellings(body: string): Reading[] {
  const spellings = [
    { text: body, fault: null },
    ...[body.trim(), body.replace(/^\uFEFF/, ''), `${body.trim()}\n`, body.replaceAll('\r\n', '\n'), body.replaceAll(/\r?\n/g, '\r\n')].map((text) => ({ text, fault: 'body_trimmed' as const })),
    ...jsonSpellings(body).map((text) => ({ text, fault: 'body_reserialised' as const })),
  ]
  return spellings.filter(({ text }, index) => spellings.findIndex((other) => other.text === text) === index)
}

interface Style {
  comma?: string
  colon?: string
  /** Beyond ASCII as \u. */
  ascii?: boolean
  slashes?: boolean
  html?: boolean
  sorted?: boolean
}

/** As the JSON writers of Python, PHP, Go and Rails have it. */
const styles: Style[] = [
  { comma: ', ', colon: ': ', ascii: true }, { comma: ', ', colon: ': ' }, { ascii: true }, { ascii: true, slashes: true }, { slashes: true }, { html: true },
  { sorted: true }, { sorted: true, html: true }, { sorted: true, comma: ', ', colon: ': ', ascii: true },
]

function jsonSpellings(body: string): string[] {
  try {
    const value = parseJson(body.replace(/^\uFEFF/, ''))
    return [JSON.stringify(value), JSON.stringify(value, null, 2), JSON.stringify(value, null, 4), ...styles.map((style) => write(value, style))]
  } catch {
    return []
  }
}

function write(value: unknown, style: Style): string {
  const { comma = ',', colon = ':', sorted } = style
  if (typeof value === 'string') return writeText(value, style)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item) => write(item, style)).join(comma)}]`
  const keys = Object.keys(value)
  const ordered = sorted ? keys.toSorted() : keys
  return `{${ordered.map((key) => `${writeText(key, style)}${colon}${write((value as Record<string, unknown>)[key], style)}`).join(comma)}}`
}

function writeText(text: string, { ascii, slashes, html }: Style): string {
  let written = JSON.stringify(text)
  if (slashes) written = written.replaceAll('/', '\\/')
  if (html) written = written.replaceAll(/[<>&\u2028\u2029]/g, escaped)
  return ascii ? written.replaceAll(/[\u0080-\uffff]/g, escaped) : written
}

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
