import { messageObject, noLimit, snapshotSql, type LoadedConversation } from '../conversations/snapshot.ts'
import type { Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { NotFound } from '../http/errors.ts'
import type { MessageSnapshot } from '../messages/message.ts'

/** What a customer has answered. */
export interface SurveyResponse {
  id: number
  account_id: number
  conversation_id: number
  message_id: number
  rating: number
  feedback_message: string | null
  contact_id: number
  assigned_agent_id: number | null
  created_at: Moment
  updated_at: Moment
}

/** A survey as the customer is shown it. Whoever knows the conversation's `uuid` may see and answer it. */
export interface Survey {
  of: LoadedConversation
  message: MessageSnapshot
  response: SurveyResponse | null
  locale: string
  inbox_avatar_url: string
}

const byUuid = `
  with found as (${snapshotSql('csat_surveys s join conversations c on c.id = s.conversation_id join inboxes i on i.id = c.inbox_id')} where s.uuid = $3)
  select row_to_json(found) as of, survey.message, row_to_json(r) as response, a.locale, i.avatar_url as inbox_avatar_url
    from found
    join accounts a on a.id = (found.conversation ->> 'account_id')::bigint
    join inboxes i on i.id = (found.conversation ->> 'inbox_id')::bigint
    join lateral (select ${messageObject} as message, m.id from messages m
                   where m.account_id = a.id and m.conversation_id = (found.conversation ->> 'id')::bigint and m.content_type = 'input_csat'
                   order by m.id desc limit 1) survey on true
    left join lateral (select r.*, (found.conversation ->> 'contact_id')::bigint as contact_id from csat_survey_responses r where r.message_id = survey.id) r on true`

/** The survey of a conversation. Throws NotFound for one that has none, and for what is no conversation. */
export async function findSurvey(query: Query, uuid: string): Promise<Survey> {
  if (!/^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(uuid)) throw new NotFound()
  const [survey] = await query<Survey>(byUuid, [0, noLimit, uuid])
  if (!survey) throw new NotFound()
  return survey
}
