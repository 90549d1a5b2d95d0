import { listAgents, type Agent } from '../agents/agents.ts'
import type { Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { Invalid, NotFound, refused } from '../http/errors.ts'
import { checkLength } from '../http/lengths.ts'

/** What agents write down about a contact. */
export interface Note {
  id: number
  account_id: number
  contact_id: number
  /** Null once the author is gone from the installation. */
  user_id: number | null
  content: string
  created_at: Moment
  updated_at: Moment
}

/** A note with its author, who may have left the account. */
export interface SignedNote extends Note {
  user: Agent | null
}

interface Subject {
  id: number
  account_id: number
}

/** Newest first. */
export async function listNotes(query: Query, { id, account_id }: Subject): Promise<SignedNote[]> {
  return signed(query, account_id, await query<Note>('select * from contact_notes where account_id = $1 and contact_id = $2 order by id desc', [account_id, id]))
}

/** Throws NotFound. */
export async function findNote(query: Query, { id, account_id }: Subject, noteId: number): Promise<SignedNote> {
  return one(query, await query<Note>('select * from contact_notes where account_id = $1 and contact_id = $2 and id = $3', [account_id, id, noteId]))
}

/** Throws the 422 for a content that is missing, blank or too long. */
export async function createNote(query: Query, { id, account_id }: Subject, author: { id: number }, content: string | null | undefined): Promise<SignedNote> {
  return one(query, await query<Note>(
    'insert into contact_notes (account_id, contact_id, user_id, content) values ($1, $2, $3, $4) returning *', [account_id, id, author.id, checked(content)]))
}

/** Whoever changes a note becomes its author (application API §5.3). Throws NotFound, and as createNote does. */
export async function updateNote(query: Query, { id, account_id }: Subject, noteId: number, author: { id: number }, content: string | null | undefined): Promise<SignedNote> {
  return one(query, await query<Note>(
    'update contact_notes set content = $5, user_id = $4, updated_at = now() where account_id = $1 and contact_id = $2 and id = $3 returning *',
    [account_id, id, noteId, author.id, checked(content)]))
}

/** Throws NotFound. */
export async function deleteNote(query: Query, { id, account_id }: Subject, noteId: number): Promise<void> {
  const gone = await query('delete from contact_notes where account_id = $1 and contact_id = $2 and id = $3 returning id', [account_id, id, noteId])
  if (gone.length === 0) throw new NotFound()
}

/** When two contacts become one. */
export async function moveNotes(query: Query, accountId: number, from: number, to: number): Promise<void> {
  await query('update contact_notes set contact_id = $3 where account_id = $1 and contact_id = $2', [accountId, from, to])
}

function checked(content: string | null | undefined): string {
  if (content === undefined) throw refused('param is missing or the value is empty: note')
  if (content === null || content.trim() === '') throw new Invalid("Content can't be blank", ['content'])
  checkLength(content, 'content', 20_000)
  return content
}

async function one(query: Query, rows: Note[]): Promise<SignedNote> {
  const [note] = rows
  if (!note) throw new NotFound()
  return (await signed(query, note.account_id, [note]))[0]!
}

async function signed(query: Query, accountId: number, notes: Note[]): Promise<SignedNote[]> {
  const ids = [...new Set(notes.flatMap(({ user_id }) => user_id ?? []))]
  const authors = new Map((ids.length === 0 ? [] : await listAgents(query, accountId, ids)).map((agent) => [agent.id, agent]))
  return notes.map((note) => ({ ...note, user: authors.get(note.user_id ?? 0) ?? null }))
}
