import Type, { type Static } from 'typebox'
import { unseal } from '../db/secrets.ts'
import { subscribable } from '../events/catalogue.ts'
import { Id, Nullable, OneOf, Text } from '../http/shapes.ts'
import type { Webhook } from './webhooks.ts'

/** An account's webhook, for administrators (application API §4.7). */
export const WebhookJson = Type.Object({
  id: Id, name: Nullable(Text), url: Text, account_id: Id, subscriptions: Type.Array(OneOf(subscribable)), secret: Text,
  inbox: Type.Optional(Type.Object({ id: Id, name: Text })),
}, { $id: 'Webhook' })
export const webhookJson = (webhook: Webhook): Static<typeof WebhookJson> => ({
  id: webhook.id,
  name: webhook.name,
  url: webhook.url,
  account_id: webhook.account_id,
  subscriptions: webhook.subscriptions as Static<typeof WebhookJson>['subscriptions'],
  secret: unseal(webhook.secret),
  ...(webhook.inbox ? { inbox: webhook.inbox } : {}),
})
