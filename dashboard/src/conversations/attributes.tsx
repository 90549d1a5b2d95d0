import { useQueryClient } from '@tanstack/react-query'
import { accountPath, post } from '../api.ts'
import { AttributeEditor } from '../custom_attributes/editor.tsx'
import { useSession } from '../session.ts'
import type { Conversation, Json } from '../wire.ts'
import { patchConversation } from './queries.ts'

export function ConversationAttributes({ conversation: { id, additional_attributes, custom_attributes } }: { conversation: Conversation }) {
  const client = useQueryClient()
  const { accountId, profile } = useSession()
  const change = async (action: string, body: object) => {
    const saved = await post<{ custom_attributes: Json }>(accountPath(accountId, `conversations/${id}/${action}`), body)
    patchConversation(client, { accountId, userId: profile.id }, id, (known) => known && { ...known, custom_attributes: saved.custom_attributes })
  }
  return (
    <AttributeEditor
      model="conversation_attribute"
      values={custom_attributes}
      others={additional_attributes}
      none="The conversation has no attributes."
      onSave={(key, value) => change('custom_attributes', { custom_attributes: { [key]: value }, merge: true })}
      onRemove={(key) => change('destroy_custom_attributes', { custom_attributes: [key] })}
    />
  )
}
