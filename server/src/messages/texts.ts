import type { Change } from '../conversations/change.ts'
import type { Db, Query } from '../db/db.ts'
import { containing } from '../db/patterns.ts'

const batch = 2000

/**
 * Takes what was said up to a minute ago into the texts that people search. An id is drawn before its transaction ends, so a younger message may be
 * committed first: after a minute all older ones are there. What is younger is searched in `messages` itself.
 */
export async function keepTexts(db: Db, stop: AbortSignal): Promise<void> {
  for (let taken = batch; taken === batch && !stop.aborted;) {
    const [row] = await db.query<{ taken: number }>(
      `with position as (select up_to from message_text_position for update),
       next as materialized (select m.* from messages m where m.id > (select up_to from position) order by m.id limit ${batch}),
       settled as (select n.* from next n where n.id < coalesce((select min(id) from next where created_at >= now() - interval '1 minute'), n.id + 1)),
       kept as (
         insert into message_texts select id, account_id, conversation_id, content from settled where message_type in (0, 1) and content <> '' on conflict do nothing),
       moved as (update message_text_position set up_to = (select max(id) from settled) where exists (select from settled))
       select count(*) as taken from settled`, [])
    taken = row!.taken
  }
}

/** More conversations than these are not worth being named one by one. */
const mostNamed = 10_000

/** The row ids of the account's conversations in which somebody says `words`; null when they are very many. */
export async function conversationsSaying(query: Query, accountId: number, words: string): Promise<number[] | null> {
  const rows = await query<{ conversation_id: number }>(
    `select distinct conversation_id from (${saying('$2')}) said limit ${mostNamed + 1}`, [accountId, containing(words)], 'adHoc')
  return rows.length > mostNamed ? null : rows.map(({ conversation_id }) => conversation_id)
}

/** A message that is taken back is not searched for any more. */
export const forgetText = (messageId: number): Change['also'][number] => (value) => `forgotten as (delete from message_texts t using changed where t.message_id = ${value(messageId)})`

/** SQL of the conversations and ids of the messages of account `$1` that contain what `pattern`, a parameter of LIKE, says. */
export const saying = (pattern: string) => `
  select t.conversation_id, t.message_id as id from message_texts t where t.account_id = $1 and t.content ilike ${pattern}
  union all
  select m.conversation_id, m.id from messages m
   where m.account_id = $1 and m.id > (select up_to from message_text_position) and m.message_type in (0, 1) and m.content ilike ${pattern}`
