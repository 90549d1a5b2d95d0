import Type, { type Static } from 'typebox'
import { unseal } from '../db/secrets.ts'
import { iso } from '../db/time.ts'
import { subscribable } from '../events/catalogue.ts'
import { Id, IsoTime, Nullable, OneOf, Text } from '../http/shapes.ts'
import type { EndpointKeys } from './endpoint.ts'
import type { Webhook } from './webhooks.ts'

/** What stands for a value that is kept but not shown. */
export const mask = '••••'

export const Subscriptions = Type.Array(OneOf(subscribable))

/** Read as it comes: what is no such object is a 422, never dropped. */
export const CustomHeadersInput = Type.Optional(Type.Unsafe<unknown>({
  type: ['object', 'null'], additionalProperties: { type: 'string', maxLength: 4096 }, maxProperties: 20, description: `Sent with each callback. A value of ${mask} keeps the one there is.`,
}))

/** What administrators see of an endpoint beside Chatwoot's keys. `webhook_secret` is `secret` in the form that libraries of Standard Webhooks take. */
export const endpointProperties = {
  previous_secret_until: Nullable(IsoTime), webhook_secret: Text, custom_headers: Type.Record(Type.String(), Text), skip_own: Type.Boolean(),
}
export const endpointJson = (endpoint: EndpointKeys) => ({
  previous_secret_until: overlapEnd(endpoint.previous_secret_until),
  webhook_secret: webhookSecret(unseal(endpoint.secret)),
  custom_headers: maskedHeaders(endpoint.custom_headers),
  skip_own: endpoint.skip_own,
})

/** Null once it is over. */
export const overlapEnd = (until: string | null): string | null => (until !== null && Date.parse(until) > Date.now() ? iso(until) : null)

/** `whsec_` and base64 of the secret's bytes: what is signed with is the same in both forms. */
const webhookSecret = (secret: string) => `whsec_${Buffer.from(secret).toString('base64')}`

const maskedHeaders = (sealed: string | null): Record<string, string> =>
  (sealed === null ? {} : Object.fromEntries(Object.keys(JSON.parse(unseal(sealed)) as object).map((name) => [name, mask])))

/** An account's webhook, for administrators (application API §4.7). */
export const WebhookJson = Type.Object({
  id: Id, name: Nullable(Text), url: Text, account_id: Id, subscriptions: Subscriptions, secret: Text,
  inbox: Type.Optional(Type.Object({ id: Id, name: Text })), ...endpointProperties,
}, { $id: 'Webhook' })
export const webhookJson = (webhook: Webhook): Static<typeof WebhookJson> => ({
  id: webhook.id,
  name: webhook.name,
  url: webhook.url,
  account_id: webhook.account_id,
  subscriptions: webhook.subscriptions as Static<typeof WebhookJson>['subscriptions'],
  secret: unseal(webhook.secret),
  ...(webhook.inbox ? { inbox: webhook.inbox } : {}),
  ...endpointJson(webhook),
})
