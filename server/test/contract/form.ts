import { expect } from 'vitest'

/**
 * How a JSON value must look: a word for a scalar (`int`, `float`, `text`, `iso`, `bool`, `null`, `object` for any object, `=x` for the
 * text x; alternatives with `|`), a list with the form of all its items, or an object of keys in wire order, where `key?` may be absent.
 */
export type Form = string | readonly Form[] | Either | { readonly [key: string]: Form }

const either = Symbol('either')
interface Either { readonly [either]: readonly Form[] }

export const or = (...forms: Form[]): Either => ({ [either]: forms })

/** Holds a value against a form: keys and their order exact, types as said. */
export function expectForm(value: unknown, form: Form): void {
  expect(mismatches(value, form, '')).toEqual([])
}

function mismatches(value: unknown, form: Form, path: string): string[] {
  if (typeof form === 'string') return form.split('|').some((word) => isA(value, word)) ? [] : [`${path} is ${JSON.stringify(value)}, not ${form}`]
  if (either in form) return form[either].some((one) => mismatches(value, one, path).length === 0) ? [] : [`${path} is none of its forms: ${JSON.stringify(value)}`]
  if (Array.isArray(form)) return Array.isArray(value) ? value.flatMap((item, index) => mismatches(item, form[0], `${path}[${index}]`)) : [`${path} is no list`]
  if (!isObject(value)) return [`${path} is ${JSON.stringify(value)}, not an object`]
  const wanted = Object.keys(form).filter((key) => !key.endsWith('?') || key.slice(0, -1) in value).map((key) => key.replace('?', ''))
  const found = Object.keys(value)
  if (found.join() !== wanted.join()) return [`${path} has keys ${found.join()}, not ${wanted.join()}`]
  const forms = form as Record<string, Form>
  return found.flatMap((key) => mismatches(value[key], forms[key] ?? forms[`${key}?`]!, `${path}.${key}`))
}

function isA(value: unknown, word: string): boolean {
  if (word.startsWith('=')) return value === word.slice(1)
  if (word === 'int') return Number.isInteger(value)
  if (word === 'float') return typeof value === 'number'
  if (word === 'text') return typeof value === 'string'
  if (word === 'iso') return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)
  if (word === 'bool') return typeof value === 'boolean'
  if (word === 'null') return value === null
  if (word === 'object') return isObject(value)
  throw new Error(`${word} is no word for a form`)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
