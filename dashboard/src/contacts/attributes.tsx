import { AttributeEditor } from '../custom_attributes/editor.tsx'
import { useSession } from '../session.ts'
import type { Contact } from '../wire.ts'
import { removeContactAttribute, updateContact } from './queries.ts'

/** `hidden`: keys that stand elsewhere on the screen. */
export function ContactAttributes({ contact: { id, additional_attributes, custom_attributes }, hidden = [] }: {
  contact: Pick<Contact, 'id' | 'additional_attributes' | 'custom_attributes'>
  hidden?: readonly string[]
}) {
  const { accountId } = useSession()
  const others = Object.fromEntries(Object.entries(additional_attributes).filter(([key]) => !hidden.includes(key)))
  return (
    <AttributeEditor
      model="contact_attribute"
      values={custom_attributes}
      others={others}
      none="The customer has no attributes."
      onSave={(key, value) => updateContact(accountId, id, { custom_attributes: { [key]: value } })}
      onRemove={(key) => removeContactAttribute(accountId, id, key)}
    />
  )
}
