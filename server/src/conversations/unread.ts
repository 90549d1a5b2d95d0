import Type, { type Static } from 'typebox'
import type { Db } from '../db/db.ts'
import type { Member } from '../http/auth.ts'
import { visibleTo } from './conditions.ts'

const ById = Type.Record(Type.String(), Type.Integer())

/** Open conversations with something unread, in all and by inbox, label and team; only what is above zero (application API §6.3). */
export const UnreadCounts = Type.Object({
  payload: Type.Object({ all_count: Type.Integer(), inboxes: ById, labels: ById, teams: ById }),
}, { $id: 'UnreadCounts' })

export async function countUnread(db: Db, member: Member): Promise<Static<typeof UnreadCounts>> {
  const values: unknown[] = [member.account.id]
  const seen = visibleTo(member, (one) => `$${values.push(one)}`)
  const unread = ['c.account_id = $1', `c.status = 'open'`, 'c.unread_count > 0', ...seen].join(' and ')
  const [row] = await db.query<{ all_count: number; inboxes: Counted; labels: Counted; teams: Counted }>(
    `with unread as materialized (select c.inbox_id, c.team_id, c.labels from conversations c where ${unread})
     select (select count(*) from unread) as all_count, ${counted('inbox_id', 'unread')} as inboxes, ${counted('team_id', 'unread where team_id is not null')} as teams,
       ${counted('l.id', 'unread, unnest(unread.labels) name join labels l on l.account_id = $1 and l.title = name')} as labels`, values)
  const { all_count, inboxes, labels, teams } = row!
  return { payload: { all_count, inboxes: inboxes ?? {}, labels: labels ?? {}, teams: teams ?? {} } }
}

type Counted = Record<string, number> | null

const counted = (key: string, from: string) => `(select json_object_agg(key, count) from (select ${key} as key, count(*) as count from ${from} group by 1) counted)`
