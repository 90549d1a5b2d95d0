import type { NotificationView } from './notifications.ts'

/** What a notification says above, as in the incumbent. */
export function titleOf({ notification_type, conversation: { conversation, inbox } }: NotificationView): string {
  const number = `(#${conversation.display_id})`
  switch (notification_type) {
    case 'conversation_creation': return `A conversation ${number} has been created in ${inbox.name}`
    case 'conversation_assignment': return `A conversation ${number} has been assigned to you`
    case 'conversation_mention': return `You have been mentioned in conversation ${number}`
    default: return `A new message is created in conversation ${number}`
  }
}

const mostWords = 10

/** Who said what: the message that it is about, else the conversation's last public one. */
export function bodyOf({ conversation: { contact, last_message }, message }: NotificationView): string {
  const said = message ?? last_message
  if (!said) return ''
  const name = said.sender_type === 'Contact' ? contact.name : said.sender?.name ?? ''
  if (!said.content?.trim()) return `${name}: ${said.attachments.length > 0 ? 'Attachment' : 'No content'}`
  const words = said.content.replace(/\[@([^\]]*)\]\(mention:\/\/[^)]*\)/g, '@$1').trim().split(/\s+/)
  return `${name}: ${words.slice(0, mostWords).join(' ')}${words.length > mostWords ? '...' : ''}`
}
