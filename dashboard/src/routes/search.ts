import { readConditions } from '../conditions/conditions.ts'
import type { ViewSearch } from '../custom_filters/use_view.ts'

/** A path of this site, which is safe to be led back to. */
export const isLocalPath = (value: unknown): value is string => typeof value === 'string' && value.startsWith('/') && !/^\/[/\\]/.test(value)

export function isOneOf<const T extends string>(value: unknown, list: readonly T[]): value is T {
  return list.includes(value as T)
}

/** What an address may carry of a text; nothing for an empty one. */
export const textOf = <const K extends string>(key: K, search: Record<string, unknown>) =>
  (search[key] === undefined || search[key] === '' ? {} : { [key]: String(search[key]) }) as { [P in K]?: string }

/** A positive number of an address, such as an id. */
export const idOf = <const K extends string>(key: K, search: Record<string, unknown>) => (Number(search[key]) > 0 ? { [key]: Number(search[key]) } : {}) as { [P in K]?: number }

/** A saved view and the conditions of a filter. */
export function viewOf(search: Record<string, unknown>): ViewSearch {
  const filter = readConditions(search.filter)
  return { ...idOf('view', search), ...(filter && { filter }) }
}
