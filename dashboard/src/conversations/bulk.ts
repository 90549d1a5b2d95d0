import { queryOptions } from '@tanstack/react-query'
import { accountPath, get, post } from '../api.ts'
import { toast, toastError } from '../ui/toast.tsx'
import type { Agent, Conversation, ConversationStatus, Priority } from '../wire.ts'

/** One change of many conversations (application API §4.14). Without an agent or a team they are nobody's. */
export interface BulkChange {
  fields?: { status?: ConversationStatus; assignee_id?: number | null; team_id?: number | null; priority?: Priority | null; unread?: boolean }
  /** Seconds. */
  snoozed_until?: number
  labels?: { add?: string[]; remove?: string[] }
}

/** The server does it in the background, one by one; each is seen when it is done. `words`: such as "Resolving". */
export async function changeMany(accountId: number, conversations: Conversation[], change: BulkChange, words: string): Promise<void> {
  const send = (ids: number[], what: BulkChange) => post(accountPath(accountId, 'bulk_actions'), { type: 'Conversation', ids, ...what })
  try {
    await send(conversations.map(({ id }) => id), change)
  } catch (error) {
    return void toastError(error)
  }
  const undo = () => Promise.all(inverses(conversations, change).map(({ ids, change: back }) => send(ids, back))).catch(toastError)
  toast(`${words} ${conversations.length === 1 ? 'one conversation' : `${conversations.length} conversations`}`, { tone: 'success', action: { label: 'Undo', onPress: () => void undo() } })
}

/** What brings them back to how they are now, for as many as possible at once; those that would not change are left out. */
export function inverses(conversations: Conversation[], change: BulkChange): { ids: number[]; change: BulkChange }[] {
  const groups = new Map<string, { ids: number[]; change: BulkChange }>()
  for (const conversation of conversations) {
    const back = inverse(conversation, change)
    if (!back) continue
    const key = JSON.stringify(back)
    const group = groups.get(key)
    if (group) group.ids.push(conversation.id)
    else groups.set(key, { ids: [conversation.id], change: back })
  }
  return [...groups.values()]
}

function inverse({ status, snoozed_until, meta, labels, priority, unread_count }: Conversation, { fields = {}, labels: marked }: BulkChange): BulkChange | null {
  if (fields.status !== undefined) {
    const until = snoozed_until ? Math.floor(Date.parse(snoozed_until) / 1000) : null
    return status === fields.status ? null : { fields: { status }, ...(status === 'snoozed' && until !== null && { snoozed_until: until }) }
  }
  if (fields.assignee_id !== undefined) return { fields: { assignee_id: meta.assignee_type === 'AgentBot' ? null : (meta.assignee?.id ?? null) } }
  if (fields.team_id !== undefined) return { fields: { team_id: meta.team?.id ?? null } }
  if (fields.priority !== undefined) return priority === fields.priority ? null : { fields: { priority } }
  if (fields.unread !== undefined) return unread_count > 0 === fields.unread ? null : { fields: { unread: !fields.unread } }
  const remove = (marked?.add ?? []).filter((label) => !labels.includes(label))
  const add = (marked?.remove ?? []).filter((label) => labels.includes(label))
  return remove.length + add.length === 0 ? null : { labels: { add, remove } }
}

/** Who can have conversations of all these inboxes. */
export const sharedAgentsQuery = (accountId: number, inboxIds: number[]) =>
  queryOptions({
    queryKey: ['inboxes', accountId, 'assignable_agents', inboxIds],
    queryFn: async ({ signal }) =>
      (await get<{ payload: Agent[] }>(`${accountPath(accountId, 'assignable_agents')}?${inboxIds.map((id) => `inbox_ids[]=${id}`).join('&')}`, {}, signal)).payload,
    staleTime: 60_000,
  })
