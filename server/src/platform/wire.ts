import Type, { type Static } from 'typebox'
import { accountStatuses, enabledFeatures, supportEmail } from '../accounts/wire.ts'
import type { AccountUser } from '../accounts/members.ts'
import type { ProvisionedAccount } from '../accounts/provision.ts'
import { roles } from '../agents/wire.ts'
import { iso } from '../db/time.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, IsoTime, Json, Nullable, OneOf, Text } from '../http/shapes.ts'
import type { Profile } from '../profile/profile.ts'
import { activeMembership, type Tokens } from '../profile/wire.ts'
import { availabilities } from '../users/wire.ts'

/** An account of the platform API (application API §8.1). `sender` is whom the installation's mails come from. */
export const PlatformAccount = Type.Object({
  id: Id, name: Text, locale: Text, domain: Nullable(Text), support_email: Text, features: Type.Record(Type.String(), Type.Boolean()), custom_attributes: Json,
  limits: Json, status: OneOf(accountStatuses),
}, { $id: 'PlatformAccount' })
export const platformAccount = (account: ProvisionedAccount, sender: string): Static<typeof PlatformAccount> => ({
  id: account.id,
  name: account.name,
  locale: account.locale,
  domain: account.domain,
  support_email: supportEmail(account, sender),
  features: enabledFeatures(account.features),
  custom_attributes: account.custom_attributes,
  limits: account.limits,
  status: account.status,
})

/** A membership as it is kept. */
export const AccountUserJson = Type.Object({
  id: Id, account_id: Id, user_id: Id, role: OneOf(roles), inviter_id: Nullable(Id), created_at: IsoTime, updated_at: IsoTime, active_at: Nullable(IsoTime),
  availability: OneOf(availabilities), auto_offline: Type.Boolean(), custom_role_id: Type.Null(), agent_capacity_policy_id: Type.Null(),
}, { $id: 'AccountUser' })
export const accountUserJson = (of: AccountUser): Static<typeof AccountUserJson> => ({
  id: of.id,
  account_id: of.account_id,
  user_id: of.user_id,
  role: of.role,
  inviter_id: of.inviter_id,
  created_at: iso(of.created_at),
  updated_at: iso(of.updated_at),
  active_at: iso(of.active_at),
  availability: of.availability,
  auto_offline: of.auto_offline,
  custom_role_id: null,
  agent_capacity_policy_id: null,
})

/** A user of the platform API: the profile with fewer keys. */
export const PlatformUser = Type.Object({
  access_token: Text, account_id: Nullable(Id), available_name: Text, avatar_url: Text, confirmed: Type.Boolean(), display_name: Nullable(Text),
  message_signature: Nullable(Text), email: Text, id: Id, name: Text, provider: Text, pubsub_token: Text, custom_attributes: Type.Optional(Json),
  role: Nullable(OneOf(roles)), ui_settings: Json, uid: Text,
  accounts: Type.Array(Type.Object({ id: Id, name: Text, active_at: Nullable(IsoTime), role: OneOf(roles) })),
}, { $id: 'PlatformUser' })
export const platformUser = (profile: Profile, { access_token, pubsub_token }: Required<Tokens>): Static<typeof PlatformUser> => {
  const active = activeMembership(profile)
  return {
    access_token,
    account_id: active?.id ?? null,
    available_name: profile.display_name || profile.name,
    avatar_url: absoluteUrl(profile.avatar_url),
    confirmed: profile.confirmed_at !== null,
    display_name: profile.display_name,
    message_signature: profile.message_signature,
    email: profile.email,
    id: profile.id,
    name: profile.name,
    provider: profile.provider,
    pubsub_token,
    ...(Object.keys(profile.custom_attributes).length === 0 ? {} : { custom_attributes: profile.custom_attributes }),
    role: active?.role ?? null,
    ui_settings: profile.ui_settings,
    uid: profile.email,
    accounts: profile.accounts.map(({ id, name, active_at, role }) => ({ id, name, active_at: iso(active_at), role })),
  }
}

export const UserToken = Type.Object({
  access_token: Text, expiry: Type.Null(), user: Type.Object({ id: Id, name: Text, display_name: Nullable(Text), email: Text, pubsub_token: Text }),
}, { $id: 'UserToken' })
export const userToken = ({ id, name, display_name, email }: Profile, { access_token, pubsub_token }: Required<Tokens>): Static<typeof UserToken> =>
  ({ access_token, expiry: null, user: { id, name, display_name, email, pubsub_token } })
