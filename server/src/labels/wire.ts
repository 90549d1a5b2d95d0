import Type, { type Static } from 'typebox'
import { Id, Nullable, Text } from '../http/shapes.ts'
import type { Label } from './labels.ts'

/** application API §4.3 */
export const LabelJson = Type.Object({
  id: Id, title: Text, description: Nullable(Text), color: Text, show_on_sidebar: Nullable(Type.Boolean()),
}, { $id: 'Label' })
export const labelJson = (label: Label): Static<typeof LabelJson> => ({
  id: label.id,
  title: label.title,
  description: label.description,
  color: label.color,
  show_on_sidebar: label.show_on_sidebar,
})
