import { unix, type Moment } from '../db/time.ts'
import type { Change } from '../conversations/change.ts'
import { openSecondsBetween } from '../inboxes/business_hours.ts'
import type { InboxSettings } from '../inboxes/settings.ts'
import { isPublic, outgoing, type MessageSnapshot } from '../messages/message.ts'
import type { ReportingEvent, ReportingName } from './reporting_events.ts'

type Measured = Pick<Change, 'before' | 'snapshot' | 'added' | 'settings' | 'cause' | 'isNew'>

/**
 * What reports will tell of a change: a conversation began, was answered, resolved, handed over by its bot. A pure function of what the conversation was
 * and has become, so that no verb can forget it.
 */
export function measure(change: Measured): ReportingEvent[] {
  const { before, snapshot: { conversation }, isNew } = change
  if (isNew) return [measured(change, 'conversation_created', conversation.created_at, conversation.created_at, null), ...answers(change)]
  return [...answers(change), ...statusChanges(change, before.status !== conversation.status)]
}

/** The moment from which a first response is waited for. `before` the answer, as an answer may open the conversation itself. */
const waitedSince = ({ before }: Measured) => before.opened_at ?? before.created_at

/** The first that a person answers is a first response, any later one that ends a waiting a reply; a rule's and a campaign's words are neither. */
function answers(change: Measured): ReportingEvent[] {
  const { before, snapshot: { conversation }, added, isNew } = change
  const answer = added.find(isAnswer)
  if (!answer) return []
  const isFirst = before.first_reply_created_at === null && conversation.first_reply_created_at !== null
  if (isFirst) return [measured(change, 'first_response', waitedSince(change), answer.created_at, answer.sender_id)]
  return before.waiting_since === null || isNew ? [] : [measured(change, 'reply_time', before.waiting_since, answer.created_at, answer.sender_id)]
}

function statusChanges(change: Measured, isChanged: boolean): ReportingEvent[] {
  const { before, snapshot: { conversation }, settings, cause } = change
  if (!isChanged) return []
  const until = (name: ReportingName) => measured(change, name, conversation.created_at, conversation.updated_at, conversation.assignee_id)
  if (conversation.status === 'resolved') {
    const isBots = settings.agent_bot_id !== null && conversation.first_reply_created_at === null
    return [until('conversation_resolved'), ...(isBots ? [until('conversation_bot_resolved')] : [])]
  }
  const isHandedOver = before.status === 'pending' && conversation.status === 'open' && cause.type === 'agent_bot'
  return isHandedOver ? [until('conversation_bot_handoff')] : []
}

const isAnswer = (message: MessageSnapshot) =>
  message.message_type === outgoing && isPublic(message) && message.sender_type === 'User'
  && !('automation_rule_id' in message.content_attributes) && !('campaign_id' in message.additional_attributes)

/** In whole seconds, as the wire has them. */
function measured({ snapshot: { conversation }, settings }: Measured, name: ReportingName, from: Moment, to: Moment, userId: number | null): ReportingEvent {
  return {
    account_id: conversation.account_id, name, value: Math.max(unix(to) - unix(from), 0), value_in_business_hours: worked(settings, from, to),
    event_start_time: from, event_end_time: to, conversation_id: conversation.id, inbox_id: conversation.inbox_id, user_id: userId, created_at: to,
  }
}

const worked = ({ hours }: InboxSettings, from: Moment, to: Moment) =>
  hours === null ? 0 : openSecondsBetween(hours, Date.parse(from), Date.parse(to))
