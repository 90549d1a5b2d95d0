import type { Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { refused } from '../http/errors.ts'

export const subscriptionTypes = ['browser_push', 'fcm'] as const

/** A browser or device that a user wants to be told on. */
export interface NotificationSubscription {
  id: number
  user_id: number
  subscription_type: (typeof subscriptionTypes)[number]
  subscription_attributes: Record<string, unknown>
  created_at: Moment
  updated_at: Moment
  identifier: string | null
}

/** The same browser or device again is the same subscription, and belongs to who has signed in there last (application API §4.11). */
export async function saveSubscription(
  query: Query, userId: number, type: NotificationSubscription['subscription_type'], attributes: Record<string, unknown>,
): Promise<NotificationSubscription> {
  const identifier = attributes[type === 'browser_push' ? 'endpoint' : 'device_id']
  if (typeof identifier !== 'string' || identifier === '' || identifier.length > 2048) throw refused('Validation failed: Identifier must be given')
  if (JSON.stringify(attributes).length > 20_000) throw refused('Validation failed: Subscription attributes are too long')
  const [saved] = await query<NotificationSubscription>(
    `insert into notification_subscriptions as s (user_id, subscription_type, subscription_attributes, identifier) values ($1, $2, $3, $4)
     on conflict (md5(identifier)) where identifier is not null do update set user_id = excluded.user_id, subscription_type = excluded.subscription_type,
       subscription_attributes = excluded.subscription_attributes, updated_at = now() returning *`, [userId, type, JSON.stringify(attributes), identifier])
  return saved!
}

/** Those of the user alone, whoever else has the token. */
export async function deleteSubscription(query: Query, userId: number, pushToken: string): Promise<void> {
  await query(`delete from notification_subscriptions where user_id = $1 and subscription_attributes ->> 'push_token' = $2`, [userId, pushToken])
}
