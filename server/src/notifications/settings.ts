import type { Query } from '../db/db.ts'
import type { Member } from '../http/auth.ts'
import { notificationTypes } from './wire.ts'

export interface NotificationSettings {
  id: number
  user_id: number
  account_id: number
  selected_email_flags: string[]
  selected_push_flags: string[]
}

export const emailFlags = notificationTypes.map((type) => `email_${type}`)
/** Of who has never said what he wants: the default of the table. */
export const emailFlagsAtFirst = ['email_conversation_assignment']
export const pushFlags = notificationTypes.map((type) => `push_${type}`)

/** What the member wants to be told of, in this account; made with the defaults of a new member when it is first asked for. */
export async function findSettings(query: Query, { account, user }: Member): Promise<NotificationSettings> {
  await query('insert into notification_settings (account_id, user_id) values ($1, $2) on conflict do nothing', [account.id, user.id])
  const [settings] = await query<NotificationSettings>('select * from notification_settings where account_id = $1 and user_id = $2', [account.id, user.id])
  return settings!
}

/** Replaces both lists. Flags that there are not are left out. */
export async function updateSettings(query: Query, member: Member, email: string[], push: string[]): Promise<NotificationSettings> {
  const { id } = await findSettings(query, member)
  const [settings] = await query<NotificationSettings>(
    'update notification_settings set selected_email_flags = $2, selected_push_flags = $3 where id = $1 returning *',
    [id, emailFlags.filter((flag) => email.includes(flag)), pushFlags.filter((flag) => push.includes(flag))])
  return settings!
}
