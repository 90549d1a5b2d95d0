import Type, { type Static } from 'typebox'
import { iso } from '../db/time.ts'
import { Id, IsoTime, Nullable, OneOf, Text } from '../http/shapes.ts'
import type { CustomAttributeDefinition } from './custom_attribute_definitions.ts'

/** By their numbers on the wire, which requests may use in place of the names. */
export const displayTypes = ['text', 'number', 'currency', 'percent', 'link', 'date', 'list', 'checkbox'] as const
export const attributeModels = ['conversation_attribute', 'contact_attribute'] as const

/** application API §4.5 */
export const CustomAttributeDefinitionJson = Type.Object({
  id: Id, attribute_display_name: Text, attribute_display_type: OneOf(displayTypes), attribute_description: Nullable(Text), attribute_key: Text,
  regex_pattern: Nullable(Text), regex_cue: Nullable(Text), attribute_values: Type.Array(Text), attribute_model: OneOf(attributeModels),
  default_value: Nullable(Type.Integer()), created_at: IsoTime, updated_at: IsoTime,
  enforced: Type.Boolean({ description: 'Whether values that are written for the account must fit' }),
}, { $id: 'CustomAttributeDefinition' })
export const customAttributeDefinitionJson = (definition: CustomAttributeDefinition): Static<typeof CustomAttributeDefinitionJson> => ({
  id: definition.id,
  attribute_display_name: definition.attribute_display_name,
  attribute_display_type: definition.attribute_display_type,
  attribute_description: definition.attribute_description,
  attribute_key: definition.attribute_key,
  regex_pattern: definition.regex_pattern,
  regex_cue: definition.regex_cue,
  attribute_values: definition.attribute_values,
  attribute_model: definition.attribute_model,
  default_value: definition.default_value,
  created_at: iso(definition.created_at),
  updated_at: iso(definition.updated_at),
  enforced: definition.enforced,
})
