import type { AttributeType } from '../custom_attribute_definitions/queries.ts'

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/** A date as people write it: "3 Sep 2026". What is none stays as it is. */
export function dayOf(text: string): string {
  const date = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0]
  return date && Number.isFinite(Date.parse(date)) ? day.format(Date.parse(date)) : text
}

/** What the field of an attribute begins with. */
export function typedOf(type: AttributeType, value: unknown): string {
  if (value === null || value === undefined || typeof value === 'object') return ''
  return type === 'date' ? String(value).slice(0, 10) : String(value)
}

/** What is stored of what was typed. A number that is none is sent as it is: the server says what is wrong with it. */
export function valueOf(type: AttributeType, typed: string): unknown {
  const text = typed.trim()
  if (type === 'checkbox') return text === 'true'
  const isNumber = ['number', 'currency', 'percent'].includes(type) && Number.isFinite(Number(text.replace(',', '.')))
  return isNumber ? Number(text.replace(',', '.')) : text
}
