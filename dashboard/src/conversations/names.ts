import { oneLine } from '../plain.ts'
import type { Contact, Conversation } from '../wire.ts'

/** How a customer is called: many bridges know a number or an address only. */
export function nameOfContact(contact: Pick<Contact, 'id' | 'name' | 'email' | 'phone_number'>): string {
  return oneLine(contact.name ?? '') || contact.email || contact.phone_number || `Visitor ${contact.id}`
}

export function contactName(conversation: Conversation): string {
  return nameOfContact(conversation.meta.sender)
}
