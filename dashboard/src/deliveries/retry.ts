import { accountPath, post } from '../api.ts'
import type { Message } from '../wire.ts'
import { fetchMessageDeliveries } from './queries.ts'
import type { DeliveryGlance } from './wire.ts'
import { triedText } from './words.ts'

const LOOKS = 8
const LOOK_EVERY_MS = 700

export interface Retried {
  message: Message
  /** What came of it, as far as is known within some seconds. */
  outcome: Promise<{ text: string; isGood: boolean }>
}

/** Sends a failed answer once more (application API §7.6). Throws ApiError. */
export async function retryMessage(accountId: number, { conversation_id, id }: Message): Promise<Retried> {
  const before = triesOf(await callbacks(accountId, conversation_id, id).catch(() => []))
  const message = await post<Message>(accountPath(accountId, `conversations/${conversation_id}/messages/${id}/retry`))
  return { message, outcome: watch(accountId, conversation_id, id, before) }
}

async function watch(accountId: number, conversationId: number, messageId: number, before: number) {
  for (let look = 0; look < LOOKS; look++) {
    const found = await callbacks(accountId, conversationId, messageId).catch(() => null)
    if (found?.length === 0) return { text: 'Marked as sent. There is no callback for it, so nothing was posted.', isGood: true }
    if (found && triesOf(found) > before) return outcomeOf(found)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  return { text: 'On its way again. The receiver has not answered yet.', isGood: true }
}

function outcomeOf(found: DeliveryGlance[]) {
  const tries = found.flatMap(({ state, attempts }) => attempts.map((attempt) => ({ ...attempt, state })))
  const latest = tries.toSorted((one, other) => one.started_at.localeCompare(other.started_at)).at(-1)!
  if (latest.error_class === null && latest.state === 'failed') return { text: 'Sent again: the receiver took it and says that it failed.', isGood: false }
  if (latest.error_class === null) return { text: `Sent again: ${triedText(latest).toLowerCase()}.`, isGood: true }
  return { text: `Sent again, and it failed again: ${triedText(latest).toLowerCase()}.`, isGood: false }
}

const callbacks = async (accountId: number, conversationId: number, messageId: number) =>
  (await fetchMessageDeliveries(accountId, conversationId, messageId)).filter(({ event }) => event === 'message_created')

const triesOf = (found: DeliveryGlance[]) => found.reduce((sum, { attempts }) => sum + attempts.length, 0)
