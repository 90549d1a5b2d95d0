import type { Change } from '../conversations/change.ts'

/** Notes that the conversation has a survey from now on: by its uuid csat/find.ts finds it. */
export function noteSurvey({ also, snapshot: { conversation } }: Change): void {
  also.push((value) => `surveyed as (
    insert into csat_surveys (uuid, conversation_id) select ${value(conversation.uuid)}::uuid, ${value(conversation.id)}::bigint from changed on conflict do nothing)`)
}
