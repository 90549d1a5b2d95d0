import { queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Wire } from '../wire.ts'

export type AttributeType = AttributeDefinition['attribute_display_type']
export type AttributeModel = AttributeDefinition['attribute_model']

/** Application API §4.5: what the values under one key of `custom_attributes` mean. */
export type AttributeDefinition = Wire<'CustomAttributeDefinition'>

export const definitionsQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['custom_attribute_definitions', accountId],
    queryFn: ({ signal }) => get<AttributeDefinition[]>(accountPath(accountId, 'custom_attribute_definitions'), {}, signal),
    // No event tells of their changes.
    staleTime: 30_000,
  })

/** Throws ApiError 422 for a key that is taken, or means something already. */
export async function saveDefinition(accountId: number, id: number | undefined, input: Omit<AttributeDefinition, 'id' | 'created_at' | 'updated_at' | 'default_value'>) {
  await (id === undefined ? post(accountPath(accountId, 'custom_attribute_definitions'), input) : patch(accountPath(accountId, `custom_attribute_definitions/${id}`), input))
  await queryClient.invalidateQueries(definitionsQuery(accountId))
}

export async function deleteDefinition(accountId: number, id: number) {
  await del(accountPath(accountId, `custom_attribute_definitions/${id}`))
  await queryClient.invalidateQueries(definitionsQuery(accountId))
}
