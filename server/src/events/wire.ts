import Type, { type Static } from 'typebox'
import { iso, type Moment } from '../db/time.ts'
import { Id, IsoTime, Nullable, OneOf, Text } from '../http/shapes.ts'
import type { Cause } from './cause.ts'

/** `api`: a user's access token authenticated the change; `user`: a person signed in. */
export const causeTypes = ['user', 'contact', 'agent_bot', 'api', 'automation', 'system', 'import'] as const

/** Who caused an event, and in which request: an integration knows its own echo by `token_id` or `request_id`. */
export const CauseJson = Type.Object({
  type: OneOf(causeTypes), id: Nullable(Id), name: Nullable(Text), token_id: Type.Optional(Nullable(Id)), request_id: Type.Optional(Nullable(Text)),
}, { $id: 'Cause' })

/** What every callback body and every frame's data end with (docs/events.md). `sequence` is null for what has no place in a conversation's order. */
export const Stamp = { event_id: Id, sequence: Nullable(Type.Integer()), occurred_at: IsoTime, cause: CauseJson }

interface Stamped {
  id: number
  sequence: number | null
  occurred_at: Moment
  cause: Omit<Cause, 'performer'>
}

export const stamp = ({ id, sequence, occurred_at, cause: { type, id: by, name, token_id, request_id } }: Stamped) => ({
  event_id: id,
  sequence,
  occurred_at: iso(occurred_at),
  cause: { type, id: by, name, token_id, request_id } as Static<typeof CauseJson>,
})

/** The same for a contact: by which key and in which request others did it stays with the team. */
export function stampForContact(event: Stamped, contactId: number) {
  const { cause, ...rest } = stamp(event)
  if (cause.type === 'contact' && cause.id === contactId) return { ...rest, cause }
  return { ...rest, cause: { type: cause.type, id: cause.id, name: cause.name } }
}
