import Type, { type Static } from 'typebox'
import type { Presence } from '../cable/presence.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, Nullable, OneOf, Text } from '../http/shapes.ts'
import type { UserSnapshot } from './users.ts'

export const availabilities = ['online', 'busy', 'offline'] as const

/** A user as sender, assignee and performer (client API §8.1). */
export const UserPush = Type.Object({
  id: Id, name: Text, available_name: Text, avatar_url: Text, type: Type.Literal('user'),
  availability_status: Nullable(OneOf(availabilities)), thumbnail: Text,
}, { $id: 'UserPush' })
export const userPush = (user: UserSnapshot): Static<typeof UserPush> => ({
  id: user.id,
  name: user.name,
  available_name: user.display_name || user.name,
  avatar_url: absoluteUrl(user.avatar_url),
  type: 'user',
  availability_status: user.availability_status ?? null,
  thumbnail: absoluteUrl(user.avatar_url),
})

/** A user as agents who ask see them: there or not (client API §8.1). */
export const presentUser = (user: UserSnapshot, presence: Presence, accountId: number): UserSnapshot =>
  (user.attendance ? { ...user, availability_status: presence.userStatus(accountId, { user_id: user.id, ...user.attendance }) } : user)

/** A user in callbacks (webhooks §6.1). */
export const UserWebhook = Type.Object({ id: Id, name: Text, email: Text, type: Type.Literal('user') }, { $id: 'UserWebhook' })
export const userWebhook = (user: UserSnapshot): Static<typeof UserWebhook> => ({ id: user.id, name: user.name, email: user.email, type: 'user' })
