import Type, { type Static } from 'typebox'
import type { Db } from '../db/db.ts'
import type { Member } from '../http/auth.ts'
import { visibleTo } from './conditions.ts'
import { everything } from './counters.ts'

const ById = Type.Record(Type.String(), Type.Integer())

/** Open conversations with something unread, in all and by inbox, label and team; only what is above zero (application API §6.3). */
export const UnreadCounts = Type.Object({
  payload: Type.Object({ all_count: Type.Integer(), inboxes: ById, labels: ById, teams: ById }),
}, { $id: 'UnreadCounts' })

export async function countUnread(db: Db, member: Member): Promise<Static<typeof UnreadCounts>> {
  const values: unknown[] = [member.account.id]
  const seen = visibleTo(member, (one) => `$${values.push(one)}`, 'n')
  const unread = (table: string, count: string) =>
    `select n.facet, n.inbox_id, n.${count} as count from ${table} n where ${['n.account_id = $1', `n.state = 'unread'`, ...seen].join(' and ')}`
  const counts = await db.query<{ facet: string; inbox_id: number; label_id: number | null; count: number }>(
    `select u.facet, u.inbox_id, l.id as label_id, sum(u.count)::int as count
       from (${unread('conversation_counts', 'count')} union all ${unread('conversation_count_changes', 'change')}) u
       left join labels l on u.facet like 'label:%' and l.account_id = $1 and l.title = substr(u.facet, 7)
      group by 1, 2, 3 having sum(u.count) > 0`, values)
  const byId = (kind: string, id: (row: (typeof counts)[number]) => unknown) => {
    const sums: Record<string, number> = {}
    for (const row of counts) if (row.facet.startsWith(kind) && id(row) !== null) sums[String(id(row))] = (sums[String(id(row))] ?? 0) + row.count
    return sums
  }
  const all = counts.filter(({ facet }) => facet === everything)
  return {
    payload: {
      all_count: all.reduce((sum, { count }) => sum + count, 0),
      inboxes: Object.fromEntries(all.map(({ inbox_id, count }) => [inbox_id, count])),
      labels: byId('label:', ({ label_id }) => label_id),
      teams: byId('team:', ({ facet }) => facet.slice('team:'.length)),
    },
  }
}
