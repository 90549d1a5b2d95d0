import type { FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { hasConversation } from '../conversations/find.ts'
import { iso, readMoment } from '../db/time.ts'
import { causeOf, member, requireUser } from '../http/auth.ts'
import { refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, IsoTime, Json, Nullable, OneOf, Text } from '../http/shapes.ts'
import {
  countNotifications, deleteAll, deleteNotification, listNotifications, markAllRead, markNotification, snoozeNotification, type Notification,
} from './notifications.ts'
import { emailFlags, findSettings, pushFlags, updateSettings, type NotificationSettings } from './settings.ts'
import { deleteSubscription, saveSubscription, subscriptionTypes } from './subscriptions.ts'
import { NotificationJson, NotificationRow, notificationJson, notificationRow } from './wire.ts'

const tags = ['Notifications']
const One = Type.Object({ account_id: Id, id: Id })
const Included = Type.Optional(Type.Union([Type.Array(Text), Text]))
const Filter = Type.Object({ includes: Included, sort_order: Type.Optional(Text), page: Type.Optional(Type.Number()) })

/** Application API §4.11, below `/notifications`: each user has their own. */
export async function notificationRoutes(app: App): Promise<void> {
  listing(app)
  all(app)
  one(app)
}

function listing(app: App): void {
  const Meta = Type.Object({ unread_count: Type.Integer(), count: Type.Integer(), current_page: Type.Integer() })
  const List = Type.Object({ data: Type.Object({ meta: Meta, payload: Type.Array(NotificationJson) }) }, { $id: 'NotificationList' })
  app.get('', { schema: { tags, summary: 'List', querystring: Filter, response: { 200: List } } }, async (request) => {
    const { sort_order, page = 1 } = request.query
    const includes = [request.query.includes ?? []].flat()
    const { account, user } = member(request)
    const [counts, payload] = await Promise.all([
      countNotifications(app.db.query, account.id, user.id, includes), listNotifications(app.db.query, member(request), { includes, sort_order, page }),
    ])
    return { data: { meta: { ...counts, current_page: Math.floor(page) }, payload: payload.map(notificationJson) } }
  })

  app.get('/unread_count', { schema: { tags, summary: 'How many are unread', response: { 200: Type.Integer() } } }, async (request, reply) => {
    const { account, user } = member(request)
    const { unread_count } = await countNotifications(app.db.query, account.id, user.id)
    return reply.type('application/json; charset=utf-8').send(unread_count)
  })
}

function all(app: App): void {
  const Actor = Type.Object({ primary_actor_type: Type.Optional(Nullable(Text)), primary_actor_id: Type.Optional(Nullable(Type.Integer())) })
  app.post('/read_all', { schema: { tags, summary: 'Mark those of a conversation as read, or all', body: Actor, response: { 200: Empty } } }, async (request, reply) => {
    const { primary_actor_type, primary_actor_id: id } = request.body
    const isOne = primary_actor_type === 'Conversation' && id != null && await hasConversation(app.db.query, member(request).account.id, id)
    await markAllRead(app.db.query, member(request), isOne ? id : null)
    return reply.send()
  })

  app.post('/destroy_all', {
    schema: { tags, summary: 'Delete all, or those that are read', body: Type.Object({ type: Type.Optional(Nullable(Text)) }), response: { 200: Empty } },
  }, async (request, reply) => {
    await deleteAll(app.db.query, member(request), request.body.type === 'read')
    return reply.send()
  })
}

function one(app: App): void {
  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', schema: { tags, summary: 'Mark as read', params: One, response: { 200: NotificationRow } },
    handler: async (request) => notificationRow(await mark(request, true)),
  })
  app.post('/:id/unread', { schema: { tags, summary: 'Mark as unread', params: One, response: { 200: NotificationRow } } }, async (request) =>
    notificationRow(await mark(request, false)))

  const Snooze = Type.Object({ snoozed_until: Type.Optional(Type.Unknown()) })
  app.post('/:id/snooze', { schema: { tags, summary: 'Put away until then', params: One, body: Snooze, response: { 200: NotificationRow } } }, async (request) => {
    const until = readMoment(request.body.snoozed_until)
    if (until === null) throw refused('param is missing or the value is empty: snoozed_until')
    return notificationRow(await snoozeNotification(app.db, causeOf(request), member(request), request.params.id, until))
  })

  app.delete('/:id', { schema: { tags, summary: 'Delete', params: One, response: { 200: Empty } } }, async (request, reply) => {
    await deleteNotification(app.db, causeOf(request), member(request), request.params.id)
    return reply.send()
  })

  const mark = (request: FastifyRequest, isRead: boolean): Promise<Notification> =>
    markNotification(app.db, causeOf(request), member(request), (request.params as Static<typeof One>).id, isRead)
}

const Flags = Type.Array(Text)
const Settings = Type.Object({
  id: Id, user_id: Id, account_id: Id, all_email_flags: Flags, selected_email_flags: Flags, all_push_flags: Flags, selected_push_flags: Flags,
}, { $id: 'NotificationSettings' })
const settingsJson = (settings: NotificationSettings): Static<typeof Settings> => ({
  id: settings.id,
  user_id: settings.user_id,
  account_id: settings.account_id,
  all_email_flags: emailFlags,
  selected_email_flags: settings.selected_email_flags,
  all_push_flags: pushFlags,
  selected_push_flags: settings.selected_push_flags,
})

/** Below `/notification_settings`: of the caller, in this account. */
export async function notificationSettingRoutes(app: App): Promise<void> {
  app.get('', { schema: { tags, summary: 'What to be told of', response: { 200: Settings } } }, async (request) =>
    settingsJson(await findSettings(app.db.query, member(request))))

  // The root must be spelled here (application API §0.4).
  const Selected = Type.Object({ selected_email_flags: Type.Optional(Flags), selected_push_flags: Type.Optional(Flags) })
  app.route({
    method: ['PATCH', 'PUT'], url: '', schema: { tags, summary: 'Replace both lists', body: Type.Object({ notification_settings: Selected }), response: { 200: Settings } },
    handler: async (request) => {
      const { selected_email_flags = [], selected_push_flags = [] } = request.body.notification_settings
      return settingsJson(await updateSettings(app.db.query, member(request), selected_email_flags, selected_push_flags))
    },
  })
}

/** Below `/api/v1/notification_subscriptions`: of the caller, in all accounts. */
export async function notificationSubscriptionRoutes(app: App): Promise<void> {
  requireUser(app)
  const Body = Type.Object({ subscription_type: OneOf(subscriptionTypes), subscription_attributes: Json })
  const Saved = Type.Object({
    id: Id, user_id: Id, subscription_type: OneOf(subscriptionTypes), subscription_attributes: Json, created_at: IsoTime, updated_at: IsoTime, identifier: Nullable(Text),
  }, { $id: 'NotificationSubscription' })
  app.post('', {
    config: { root: 'notification_subscription' }, schema: { tags, summary: 'Be told on a browser or device', body: Body, response: { 200: Saved } },
  }, async (request) => {
    const { subscription_type, subscription_attributes } = request.body
    const { id, user_id, created_at, updated_at, identifier } = await saveSubscription(app.db.query, request.caller.user.id, subscription_type, subscription_attributes)
    return { id, user_id, subscription_type, subscription_attributes, created_at: iso(created_at), updated_at: iso(updated_at), identifier }
  })

  app.delete('', { schema: { tags, summary: 'No longer', querystring: Type.Object({ push_token: Type.Optional(Text) }), response: { 200: Empty } } }, async (request, reply) => {
    if (request.query.push_token) await deleteSubscription(app.db.query, request.caller.user.id, request.query.push_token)
    return reply.send()
  })
}
