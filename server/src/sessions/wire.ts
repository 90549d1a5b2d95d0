import Type, { type Static } from 'typebox'
import { iso } from '../db/time.ts'
import { Id, IsoTime, Nullable, Text } from '../http/shapes.ts'
import { ProfileJson } from '../profile/wire.ts'
import type { Session } from './sessions.ts'

/** What signing in answers (application API §1.3). */
export const SignedIn = Type.Object({ data: ProfileJson })

const device = {
  id: Id, browser_name: Nullable(Text), browser_version: Nullable(Text), device_name: Nullable(Text), platform_name: Nullable(Text), platform_version: Nullable(Text),
  ip_address: Nullable(Text), city: Nullable(Text), country: Nullable(Text),
}

/** A session to choose from where there are too many (application API §1.3). Where an address lies is not looked up. */
export const OpenSessionJson = Type.Object({ ...device, last_activity_at: IsoTime, created_at: IsoTime }, { $id: 'OpenSession' })
export const openSessionJson = (session: Session): Static<typeof OpenSessionJson> => ({
  id: session.id,
  ...session.device,
  ip_address: session.ip_address,
  city: null,
  country: null,
  last_activity_at: iso(session.last_activity_at),
  created_at: iso(session.created_at),
})

/** The same for its owner (application API §1.4). */
export const SessionJson = Type.Object({
  ...device, country_code: Nullable(Text), last_activity_at: IsoTime, created_at: IsoTime, current: Type.Boolean(),
}, { $id: 'Session' })
export const sessionJson = (session: Session, currentId: number | null): Static<typeof SessionJson> => {
  const { last_activity_at, created_at, ...rest } = openSessionJson(session)
  return { ...rest, country_code: null, last_activity_at, created_at, current: session.id === currentId }
}
