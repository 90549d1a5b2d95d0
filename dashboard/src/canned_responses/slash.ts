import type { Conversation, Profile } from '../wire.ts'

/** What was typed behind a slash, right before the cursor; null when nobody asks for a canned response. */
export function slashAt(text: string, cursor: number): { from: number; search: string } | null {
  const found = /(?:^|\s)\/([^\s/]{0,60})$/.exec(text.slice(0, cursor))
  return found ? { from: cursor - found[1]!.length - 1, search: found[1]! } : null
}

/** `{{contact.name}}` and its like in words; a variable that is not known stays as it is, so that it is seen. */
export function fillVariables(content: string, conversation: Conversation, profile: Profile): string {
  const contact = conversation.meta.sender
  const values: Record<string, string | null | undefined> = {
    'contact.id': String(contact.id),
    'contact.name': contact.name,
    'contact.first_name': first(contact.name),
    'contact.last_name': last(contact.name),
    'contact.email': contact.email,
    'contact.phone': contact.phone_number,
    'conversation.id': String(conversation.id),
    'agent.name': profile.available_name,
    'agent.first_name': first(profile.available_name),
    'agent.last_name': last(profile.available_name),
    'agent.email': profile.email,
  }
  return content.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (written, name: string) => values[name] || customValue(name, conversation) || written)
}

function customValue(name: string, conversation: Conversation): string | null {
  const found = /^(contact|conversation)\.custom_attribute\.(\w+)$/.exec(name)
  if (!found) return null
  const value = (found[1] === 'contact' ? conversation.meta.sender : conversation).custom_attributes[found[2]!]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

const first = (name: string) => name.trim().split(/\s+/)[0] ?? ''
const last = (name: string) => name.trim().split(/\s+/).slice(1).join(' ')
