import Type, { type Static } from 'typebox'
import type { Agent } from '../agents/agents.ts'
import { AgentJson, agentJson } from '../agents/wire.ts'
import type { Presence } from '../cable/presence.ts'
import type { Contact } from '../contacts/contacts.ts'
import { ContactJson, contactJson } from '../contacts/wire.ts'
import { iso, unix } from '../db/time.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, IsoTime, Nullable, Text, UnixTime } from '../http/shapes.ts'
import type { Survey, SurveyResponse } from './find.ts'

const Never = Type.Null()

/** A survey for its customer, with the answer as the row it is (client API §4.6). `conversation_id` is the row id. */
export const PublicSurvey = Type.Object({
  id: Id,
  csat_survey_response: Nullable(Type.Object({
    id: Id, account_id: Id, conversation_id: Id, message_id: Id, rating: Type.Integer(), feedback_message: Nullable(Text), contact_id: Id,
    assigned_agent_id: Nullable(Id), created_at: IsoTime, updated_at: IsoTime, csat_review_notes: Never, review_notes_updated_at: Never,
    review_notes_updated_by_id: Never,
  })),
  display_type: Text, content: Nullable(Text), inbox_avatar_url: Text, inbox_name: Text, locale: Text, conversation_id: Id, created_at: IsoTime,
}, { $id: 'PublicSurvey' })
export const publicSurvey = ({ of, message, response, locale, inbox_avatar_url }: Survey): Static<typeof PublicSurvey> => ({
  id: message.id,
  csat_survey_response: response && {
    id: response.id,
    account_id: response.account_id,
    conversation_id: response.conversation_id,
    message_id: response.message_id,
    rating: response.rating,
    feedback_message: response.feedback_message,
    contact_id: response.contact_id,
    assigned_agent_id: response.assigned_agent_id,
    created_at: iso(response.created_at),
    updated_at: iso(response.updated_at),
    csat_review_notes: null,
    review_notes_updated_at: null,
    review_notes_updated_by_id: null,
  },
  display_type: displayType(message),
  content: message.content,
  inbox_avatar_url: absoluteUrl(inbox_avatar_url),
  inbox_name: of.inbox.name,
  locale,
  conversation_id: of.conversation.id,
  created_at: iso(message.created_at),
})

/** `emoji` or `star`. */
export const displayType = ({ content_attributes: { display_type } }: Survey['message']): string => (typeof display_type === 'string' ? display_type : 'emoji')

/** An answer in the list, with whom it came from and whom it is about. */
export interface ListedResponse {
  response: Omit<SurveyResponse, 'contact_id'>
  contact: Contact
  display_id: number
  agent: Agent | null
}

/** An answer for administrators (application API §8.3). Review notes belong to the enterprise build. */
export const SurveyResponseJson = Type.Object({
  id: Id, rating: Type.Integer(), feedback_message: Nullable(Text), csat_review_notes: Never, review_notes_updated_at: Never, account_id: Id, message_id: Id,
  contact: ContactJson, conversation_id: Id, assigned_agent: Type.Optional(AgentJson), created_at: UnixTime,
}, { $id: 'SurveyResponse' })
export const surveyResponseJson = ({ response, contact, display_id, agent }: ListedResponse, presence: Presence): Static<typeof SurveyResponseJson> => ({
  id: response.id,
  rating: response.rating,
  feedback_message: response.feedback_message,
  csat_review_notes: null,
  review_notes_updated_at: null,
  account_id: response.account_id,
  message_id: response.message_id,
  contact: contactJson(contact, presence.isContactOnline(response.account_id, contact.id)),
  conversation_id: display_id,
  ...(agent ? { assigned_agent: agentJson(agent, presence) } : {}),
  created_at: unix(response.created_at),
})

export const SurveyMetrics = Type.Object({
  total_count: Type.Integer(), ratings_count: Type.Record(Type.String(), Type.Integer()), total_sent_messages_count: Type.Integer(),
}, { $id: 'SurveyMetrics' })
