import Type, { type Static } from 'typebox'
import { roles } from '../agents/wire.ts'
import type { Presence } from '../cable/presence.ts'
import { iso } from '../db/time.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, IsoTime, Json, Nullable, OneOf, Text } from '../http/shapes.ts'
import { availabilities } from '../users/wire.ts'
import type { Profile, ProfileMembership } from './profile.ts'

const Membership = Type.Object({
  id: Id, name: Text, status: Text, onboarding_step: Nullable(Text), active_at: Nullable(IsoTime), role: OneOf(roles), permissions: Type.Array(OneOf(roles)),
  availability: OneOf(availabilities), availability_status: OneOf(availabilities), auto_offline: Type.Boolean(),
})

/** The signed-in user (application API §1.4). `access_token` and `pubsub_token` are missing where the session cookie asks. */
export const ProfileJson = Type.Object({
  access_token: Type.Optional(Text), account_id: Nullable(Id), available_name: Text, avatar_url: Text, confirmed: Type.Boolean(),
  display_name: Nullable(Text), message_signature: Nullable(Text), email: Text, id: Id, inviter_id: Nullable(Id), name: Text, provider: Text,
  pubsub_token: Type.Optional(Text), custom_attributes: Type.Optional(Json), role: Nullable(OneOf(roles)), ui_settings: Json, uid: Text,
  type: Nullable(Text), accounts: Type.Array(Membership),
}, { $id: 'Profile' })
export const profileJson = (profile: Profile, presence: Pick<Presence, 'userStatus'>, shown: Tokens = {}): Static<typeof ProfileJson> => {
  const active = activeMembership(profile)
  return {
    ...(shown.access_token === undefined ? {} : { access_token: shown.access_token }),
    account_id: active?.id ?? null,
    available_name: profile.display_name || profile.name,
    avatar_url: absoluteUrl(profile.avatar_url),
    confirmed: profile.confirmed_at !== null,
    display_name: profile.display_name,
    message_signature: profile.message_signature,
    email: profile.email,
    id: profile.id,
    inviter_id: active?.inviter_id ?? null,
    name: profile.name,
    provider: profile.provider,
    ...(shown.pubsub_token === undefined ? {} : { pubsub_token: shown.pubsub_token }),
    ...(Object.keys(profile.custom_attributes).length === 0 ? {} : { custom_attributes: profile.custom_attributes }),
    role: active?.role ?? null,
    ui_settings: profile.ui_settings,
    uid: profile.email,
    type: null,
    accounts: profile.accounts.map((account) => membershipJson(account, profile.id, presence)),
  }
}

/** What of the user's tokens an answer shows. */
export interface Tokens {
  access_token?: string
  pubsub_token?: string
}

/** The membership that was used last; the oldest account when none was. */
export const activeMembership = ({ accounts }: Profile): ProfileMembership | undefined =>
  accounts.toSorted((a, b) => Date.parse(b.active_at ?? '1970-01-01') - Date.parse(a.active_at ?? '1970-01-01'))[0]

const membershipJson = (account: ProfileMembership, userId: number, presence: Pick<Presence, 'userStatus'>): Static<typeof Membership> => ({
  id: account.id,
  name: account.name,
  status: account.status,
  onboarding_step: account.onboarding_step,
  active_at: iso(account.active_at),
  role: account.role,
  permissions: [account.role],
  availability: account.availability,
  availability_status: presence.userStatus(account.id, { user_id: userId, availability: account.availability, auto_offline: account.auto_offline }),
  auto_offline: account.auto_offline,
})
