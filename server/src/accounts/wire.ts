import Type, { type Static } from 'typebox'
import { roles } from '../agents/wire.ts'
import { iso } from '../db/time.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, IsoTime, Json, Nullable, OneOf, Text } from '../http/shapes.ts'
import type { Profile } from '../profile/profile.ts'
import { activeMembership, type Tokens } from '../profile/wire.ts'
import type { Account } from './accounts.ts'
import type { CacheKeys } from './cache_keys.ts'

export const accountStatuses = ['active', 'suspended'] as const

/** What of Chatwoot's catalogue of features is here, by its names. */
const features = [
  'agent_bots', 'agent_management', 'auto_resolve_conversations', 'automations', 'canned_responses', 'crm', 'custom_attributes', 'inbox_management', 'integrations', 'labels',
  'macros', 'reports', 'team_management',
]

/** The features of an account, name → true: ours, and what the platform API has switched (application API §2.1, §8.1). */
export function enabledFeatures(switched: Record<string, boolean>): Record<string, boolean> {
  const all: Record<string, boolean> = { ...Object.fromEntries(features.map((name) => [name, true])), ...switched }
  return Object.fromEntries(Object.entries(all).filter(([, enabled]) => enabled).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const planKeys = ['plan_name', 'subscribed_quantity', 'subscription_status', 'subscription_ends_on']
const shownKeys = [
  'website', 'industry', 'company_size', 'timezone', 'logo', 'referral_source', 'brand_info', 'onboarding_step', 'help_center_generation_id',
  'marked_for_deletion_at', 'marked_for_deletion_reason',
]

export const CacheKeysJson = Type.Object({ label: Text, inbox: Text, team: Text }, { $id: 'CacheKeys' })

/**
 * An account for its members (application API §2.1). `sender` is whom the installation's mails come from: the address of an account that has none.
 * `latest_chatwoot_version` stands only in the answer to GET.
 */
export const AccountJson = Type.Object({
  settings: Json, created_at: IsoTime, custom_attributes: Type.Optional(Json), domain: Nullable(Text), features: Type.Record(Type.String(), Type.Boolean()),
  id: Id, locale: Text, name: Text, support_email: Text, status: Text, cache_keys: CacheKeysJson, latest_chatwoot_version: Type.Optional(Nullable(Text)),
}, { $id: 'Account' })
export const accountJson = (account: Account, cacheKeys: CacheKeys, sender: string): Static<typeof AccountJson> => ({
  settings: account.settings,
  created_at: iso(account.created_at),
  ...(Object.keys(account.custom_attributes).length === 0 ? {} : { custom_attributes: shownAttributes(account.custom_attributes) }),
  domain: account.domain,
  features: enabledFeatures(account.features),
  id: account.id,
  locale: account.locale,
  name: account.name,
  support_email: supportEmail(account, sender),
  status: account.status,
  cache_keys: cacheKeys,
})

/** What a sign-up answers (application API §2.2). */
export const SignedUpJson = Type.Object({
  id: Id, provider: Text, uid: Text, name: Text, display_name: Nullable(Text), email: Text, account_id: Nullable(Id), created_at: IsoTime,
  pubsub_token: Type.Optional(Text), role: Nullable(OneOf(roles)), inviter_id: Nullable(Id), confirmed: Type.Boolean(), avatar_url: Text,
  access_token: Type.Optional(Text),
  accounts: Type.Array(Type.Object({ id: Id, name: Text, active_at: Nullable(IsoTime), role: OneOf(roles), locale: Text })),
}, { $id: 'SignedUp' })
export const signedUpJson = (profile: Profile, shown: Tokens): Static<typeof SignedUpJson> => {
  const active = activeMembership(profile)
  return {
    id: profile.id,
    provider: profile.provider,
    uid: profile.email,
    name: profile.name,
    display_name: profile.display_name,
    email: profile.email,
    account_id: active?.id ?? null,
    created_at: iso(profile.created_at),
    ...(shown.pubsub_token === undefined ? {} : { pubsub_token: shown.pubsub_token }),
    role: active?.role ?? null,
    inviter_id: active?.inviter_id ?? null,
    confirmed: profile.confirmed_at !== null,
    avatar_url: absoluteUrl(profile.avatar_url),
    ...(shown.access_token === undefined ? {} : { access_token: shown.access_token }),
    accounts: profile.accounts.map(({ id, name, active_at, role, locale }) => ({ id, name, active_at: iso(active_at), role, locale })),
  }
}

function shownAttributes(attributes: Account['custom_attributes']): Record<string, unknown> {
  const plan = planKeys.map((key) => [key, attributes[key] ?? null])
  const rest = shownKeys.filter((key) => !isEmpty(attributes[key])).map((key) => [key, attributes[key]])
  return Object.fromEntries([...plan, ...rest]) as Record<string, unknown>
}

/** Nothing, no, a blank text, or an object or list without anything in it. */
function isEmpty(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === ''
  return typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : value === undefined || value === null || value === false
}

/** Whom its customers write to: without an address of its own, whom the installation's mails come from. */
export const supportEmail = ({ support_email }: Pick<Account, 'support_email'>, sender: string): string => support_email ?? addressIn(sender)

/** `Parley <parley@example.org>` → `parley@example.org` */
const addressIn = (sender: string): string => /<([^<>]+)>/.exec(sender)?.[1] ?? sender
