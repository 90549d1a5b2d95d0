import type { Change } from '../conversations/change.ts'
import { addActivity } from '../conversations/effects.ts'
import type { Conversation } from '../conversations/snapshot.ts'
import { canReply } from '../conversations/wire.ts'
import type { Db } from '../db/db.ts'
import { isObject } from '../http/params.ts'
import { addTemplate } from '../messages/automatic.ts'

/** What a survey asks when its inbox has no words of its own for it. */
const usualQuestion = 'Please rate this conversation'

/**
 * Asks the customer how it went, in the change that resolves the conversation: once in its life, if the inbox wants to know and its rule on
 * labels is met (client API §4.6). Where nothing may be sent any more, agents read that instead; a blocked contact is not asked.
 */
export async function addSurvey(db: Db, change: Change): Promise<void> {
  const { settings: { csat }, snapshot } = change
  const { conversation, contact } = snapshot
  if (!csat || contact.blocked || !meetsRule(csat.survey_rules, conversation.labels) || await hasSurvey(db, conversation)) return
  if (!canReply(snapshot, Date.now())) return addActivity(change, 'No survey was sent, as the time in which the customer can be written to is over')
  await addTemplate(change, {
    content: textOr(csat.message, usualQuestion), content_type: 'input_csat', content_attributes: { display_type: textOr(csat.display_type, 'emoji') },
  })
}

/** `{operator, values}`: one of the labels must be there, or none of them may (application API §3.3). Without values everything is met. */
function meetsRule(rule: unknown, labels: string[]): boolean {
  if (!isObject(rule) || !Array.isArray(rule.values) || rule.values.length === 0) return true
  const isLabelled = rule.values.some((label) => labels.includes(String(label)))
  return rule.operator === 'does_not_contain' ? !isLabelled : isLabelled
}

async function hasSurvey(db: Db, { account_id, id }: Conversation): Promise<boolean> {
  const found = await db.query(`select 1 from messages where account_id = $1 and conversation_id = $2 and content_type = 'input_csat' limit 1`, [account_id, id])
  return found.length > 0
}

const textOr = (value: unknown, otherwise: string) => (typeof value === 'string' && value.trim() !== '' ? value : otherwise)
