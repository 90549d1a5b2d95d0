import Type from 'typebox'
import { refused } from './errors.ts'

/** One of the names, or its number in the list: what the incumbent's enums take (application API §4.5). Read by `readChoice`. */
export const ChoiceInput = (names: readonly string[]) => Type.Optional(Type.Unsafe<unknown>({ enum: [...names, ...names.keys()] }))

/** The name that is meant; null for none. Throws the 422 of an unknown one. */
export function readChoice<const C extends readonly string[]>(names: C, value: unknown, key: string): C[number] | null {
  if (value === undefined || value === null || value === '') return null
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
  const found = names.find((name, number) => text === name || text === String(number))
  if (found === undefined) throw refused(`'${text.slice(0, 50)}' is not a valid ${key}`)
  return found
}
