import Type, { type Static } from 'typebox'
import { iso } from '../db/time.ts'
import { Id, IsoTime, Json, OneOf, Text } from '../http/shapes.ts'
import type { CustomFilter } from './custom_filters.ts'

/** By their numbers on the wire, which requests may use in place of the names. */
export const filterTypes = ['conversation', 'contact', 'report'] as const

/** application API §4.6 */
export const CustomFilterJson = Type.Object({
  id: Id, name: Text, filter_type: OneOf(filterTypes), query: Json, created_at: IsoTime, updated_at: IsoTime,
}, { $id: 'CustomFilter' })
export const customFilterJson = (filter: CustomFilter): Static<typeof CustomFilterJson> => ({
  id: filter.id,
  name: filter.name,
  filter_type: filter.filter_type,
  query: filter.query,
  created_at: iso(filter.created_at),
  updated_at: iso(filter.updated_at),
})
