import { queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'

export type AttributeType = 'text' | 'number' | 'currency' | 'percent' | 'link' | 'date' | 'list' | 'checkbox'
export type AttributeModel = 'conversation_attribute' | 'contact_attribute'

/** Application API §4.5: what the values under one key of `custom_attributes` mean. */
export interface AttributeDefinition {
  id: number
  attribute_display_name: string
  attribute_display_type: AttributeType
  attribute_description: string | null
  attribute_key: string
  regex_pattern: string | null
  regex_cue: string | null
  /** Of a list. */
  attribute_values: string[]
  attribute_model: AttributeModel
  /** Whether values that are written for the account must fit. */
  enforced: boolean
}

export const definitionsQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['custom_attribute_definitions', accountId],
    queryFn: ({ signal }) => get<AttributeDefinition[]>(accountPath(accountId, 'custom_attribute_definitions'), {}, signal),
    // No event tells of their changes.
    staleTime: 30_000,
  })

/** Throws ApiError 422 for a key that is taken, or means something already. */
export async function saveDefinition(accountId: number, id: number | undefined, input: Omit<AttributeDefinition, 'id'>) {
  await (id === undefined ? post(accountPath(accountId, 'custom_attribute_definitions'), input) : patch(accountPath(accountId, `custom_attribute_definitions/${id}`), input))
  await queryClient.invalidateQueries(definitionsQuery(accountId))
}

export async function deleteDefinition(accountId: number, id: number) {
  await del(accountPath(accountId, `custom_attribute_definitions/${id}`))
  await queryClient.invalidateQueries(definitionsQuery(accountId))
}
