import Type, { type Static } from 'typebox'
import { AgentJson, agentJson } from '../agents/wire.ts'
import type { Presence } from '../cable/presence.ts'
import { unix } from '../db/time.ts'
import { Id, Text, UnixTime } from '../http/shapes.ts'
import type { SignedNote } from './notes.ts'

/** The incumbent reads `account_id` and `contact_id` from the wrong object, and its clients know them as null (application API §5.3). */
export const NoteJson = Type.Object({
  id: Id, content: Text, account_id: Type.Null(), contact_id: Type.Null(), user: Type.Optional(AgentJson), created_at: UnixTime, updated_at: UnixTime,
}, { $id: 'Note' })
export const noteJson = (note: SignedNote, presence: Pick<Presence, 'userStatus'>): Static<typeof NoteJson> => ({
  id: note.id,
  content: note.content,
  account_id: null,
  contact_id: null,
  ...(note.user === null ? {} : { user: agentJson(note.user, presence) }),
  created_at: unix(note.created_at),
  updated_at: unix(note.updated_at),
})
