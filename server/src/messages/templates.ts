import { Liquid } from 'liquidjs'
import type { ConversationSnapshot } from '../conversations/snapshot.ts'
import { isBot, type BotSnapshot } from '../agent_bots/snapshot.ts'
import type { UserSnapshot } from '../users/users.ts'

/**
 * What agents write with Liquid, `{{contact.name}}` for one, filled in (application API §7.4). Text in backticks stays as it is; so does
 * all of it when the template has a mistake, or asks for more work than a message is worth. `most`: characters of the outcome.
 */
export function filledIn(content: string, of: ConversationSnapshot, sender: UserSnapshot | BotSnapshot | null, most: number): string {
  if (!/\{[{%]/.test(content)) return content
  const quoted: string[] = []
  const template = content.replace(/`[^`]*`/g, (text) => `{{ quoted[${quoted.push(text) - 1}] }}`)
  try {
    const text = engine.parseAndRenderSync(template, { ...valuesOf(of, sender), quoted }) as string
    return text.length > most ? content : text
  } catch {
    return content
  }
}

// Authors are many and the process is one: nothing that repeats, reads files, or makes texts grow by itself.
const tags = new Set(['assign', 'case', 'comment', '#', 'echo', 'if', 'raw', 'unless'])
const filters = new Set([
  'append', 'at_least', 'at_most', 'capitalize', 'ceil', 'default', 'divided_by', 'downcase', 'escape', 'first', 'floor', 'join', 'last', 'lstrip', 'minus', 'modulo',
  'newline_to_br', 'plus', 'prepend', 'remove', 'replace', 'round', 'rstrip', 'size', 'split', 'squish', 'strip', 'strip_newlines', 'times', 'truncate',
  'truncatewords', 'upcase', 'url_encode',
])

const engine = new Liquid({ ownPropertyOnly: true, parseLimit: 200_000, memoryLimit: 1_000_000, renderLimit: 100, templates: {} })
for (const name of Object.keys(engine.tags)) if (!tags.has(name)) delete engine.tags[name]
for (const name of Object.keys(engine.filters)) if (!filters.has(name)) delete engine.filters[name]

/** The names that templates know. */
function valuesOf({ account, inbox, contact, conversation, assignee }: ConversationSnapshot, sender: UserSnapshot | BotSnapshot | null) {
  const agent = sender && !isBot(sender) ? sender : assignee
  return {
    contact: {
      id: contact.id, ...namesOf(contact.name), email: contact.email, phone_number: contact.phone_number, identifier: contact.identifier,
      custom_attribute: contact.custom_attributes,
    },
    agent: agent && { id: agent.id, ...namesOf(agent.name), available_name: agent.display_name || agent.name, email: agent.email },
    conversation: { id: conversation.display_id, display_id: conversation.display_id, contact_name: contact.name, custom_attribute: conversation.custom_attributes },
    inbox: { id: inbox.id, name: inbox.name },
    account: { id: account.id, name: account.name },
  }
}

function namesOf(name: string) {
  const [first_name = '', ...others] = name.trim().split(/\s+/)
  return { name, first_name, last_name: others.at(-1) ?? '' }
}
