import type { Db } from '../db/db.ts'
import { systemCause } from '../events/cause.ts'
import { changeThose } from './notifications.ts'

const batch = 500

/** Shows those again whose time has come, as unread. */
export async function wakeNotifications(db: Db): Promise<void> {
  const due = await db.query<{ id: number }>(`select id from notifications where snoozed_until <= now() order by snoozed_until limit ${batch}`, [])
  if (due.length === 0) return
  await changeThose(db, systemCause, 'id = any($1::bigint[]) and snoozed_until <= now()', `
    meta = meta || jsonb_build_object('last_snoozed_at', snoozed_until), snoozed_until = null, read_at = null, last_activity_at = now()`, [due.map(({ id }) => id)])
}

/** What a month has passed over is no news; and nothing is told later than a day. */
export async function forgetOldNotifications(db: Db): Promise<void> {
  await db.query(`delete from notifications where created_at < now() - interval '1 month'`, [])
  await db.query(`delete from recent_reads where read_at < now() - interval '1 day'`, [])
}
