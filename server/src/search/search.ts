import type { Contact } from '../contacts/contacts.ts'
import { isKnown } from '../contacts/pages.ts'
import { visibleTo } from '../conversations/conditions.ts'
import { offset } from '../http/pages.ts'
import { loadConversations, messageObject, type ConversationSnapshot } from '../conversations/snapshot.ts'
import type { Db } from '../db/db.ts'
import { containing } from '../db/patterns.ts'
import type { Member } from '../http/auth.ts'
import type { MessageSnapshot } from '../messages/message.ts'
import { saying } from '../messages/texts.ts'

const perPage = 15

/** What was looked for; `page` counts from one. */
export interface Wanted {
  q: string
  page?: number | undefined
}

/** A conversation with the message that began it, or a message with its conversation. */
export interface FoundIn {
  of: ConversationSnapshot
  message: MessageSnapshot | null
}

// What very many have in common would be slow to gather and sort. Its newest fill a page, so the newest are looked through first.
const newestConversations = 300
const newestContacts = 300
const newestMessages = 1500

/** By number, or by the contact's name, e-mail, phone number or identifier; the newest first (application API §4.14). */
export async function searchConversations(db: Db, member: Member, wanted: Wanted): Promise<FoundIn[]> {
  const { q, page } = wanted
  const select = (among: string[]) => {
    const values: unknown[] = [member.account.id]
    const value = (one: unknown) => `$${values.push(one)}`
    const conditions = ['c.account_id = $1', ...visibleTo(member, value), ...among, ...(q === '' ? [] : [ofContactOrNumber(q, value, among.length > 0)])]
    return db.query<{ id: number; message: MessageSnapshot | null }>(
      `select c.id, (select ${messageObject} from messages m where m.account_id = c.account_id and m.conversation_id = c.id order by m.id limit 1) as message
         from (select c.id, c.account_id, c.created_at from conversations c where ${conditions.join(' and ')}
                order by c.created_at desc, c.id desc limit ${perPage} offset ${value(offset(page, perPage))}::bigint) c order by c.created_at desc, c.id desc`, values, 'adHoc')
  }
  const rows = await firstOf(select, `c.display_id > (select a.conversation_sequence from accounts a where a.id = $1) - ${newestConversations}`)
  return withConversations(db, rows.map(({ id, message }) => ({ conversation_id: id, message })))
}

/** Those who can be reached or told apart, the newest first. */
export async function searchContacts(db: Db, member: Member, { q, page }: Wanted): Promise<Contact[]> {
  const select = async (among: string[]) => {
    const known = `p.account_id = $1 and ${isKnown}`
    const from = among.length === 0 ? `contacts p where ${known}` : `(select * from contacts p where ${known} ${among.join(' ')}) p where true`
    return db.query<{ contact: Contact }>(
      `select row_to_json(p) as contact from contacts p join (select p.id from ${from} and ($4 or ${contactMatches('$2')}) order by p.id desc limit ${perPage} offset $3::bigint) page using (id)
        order by p.id desc`, [member.account.id, containing(q), offset(page, perPage), q === ''], 'adHoc')
  }
  return (await firstOf(select, `order by p.id desc limit ${newestContacts}`)).map(({ contact }) => contact)
}

/** By what they say, of the last three months, the newest first. */
export async function searchMessages(db: Db, member: Member, { q, page }: Wanted): Promise<FoundIn[]> {
  const select = (among: string[]) => {
    const values: unknown[] = [member.account.id]
    const value = (one: unknown) => `$${values.push(one)}`
    const seen = visibleTo(member, value, 'm')
    const pattern = value(containing(q))
    // Looked at again where it was kept for the search: a text may have been taken back since.
    const matching = [`m.content ilike ${pattern}`, ...(among.length > 0 || q === '' ? among : [`m.id in (select said.id from (${saying(pattern)}) said)`])]
    return db.query<{ conversation_id: number; message: MessageSnapshot }>(
      `select m.conversation_id, ${messageObject} as message from messages m
        where ${['m.account_id = $1', 'm.message_type in (0, 1)', `m.created_at >= now() - interval '3 months'`, ...seen, ...matching].join(' and ')}
        order by m.id desc limit ${perPage} offset ${value(offset(page, perPage))}::bigint`, values, 'adHoc')
  }
  return withConversations(db, await firstOf(select, `m.id > (select max(id) from messages) - ${newestMessages}`))
}

/** A full page of what satisfies `narrow`, too, which are the newest; else of all. */
async function firstOf<R>(select: (among: string[]) => Promise<R[]>, narrow: string): Promise<R[]> {
  const newest = await select([narrow])
  return newest.length === perPage ? newest : select([])
}

/** Few conversations are asked one by one for their contact; of all, those of the contacts that match are gathered. */
function ofContactOrNumber(q: string, value: (one: unknown) => string, areFew: boolean): string {
  const matching = contactMatches(value(containing(q)))
  const ofContact = areFew ? `(select ${matching} from contacts p where p.id = c.contact_id)`
    : `c.contact_id in (select p.id from contacts p where p.account_id = $1 and (${matching}))`
  return /^#?\d{1,15}$/.test(q) ? `(${ofContact} or c.display_id = ${value(Number(q.replace('#', '')))})` : ofContact
}

const contactMatches = (pattern: string) => ['name', 'email', 'phone_number', 'identifier'].map((column) => `p.${column} ilike ${pattern}`).join(' or ')

async function withConversations(db: Db, rows: { conversation_id: number; message: MessageSnapshot | null }[]): Promise<FoundIn[]> {
  const ids = [...new Set(rows.map(({ conversation_id }) => conversation_id))]
  const loaded = ids.length === 0 ? [] : await loadConversations(db.query, ids)
  const byId = new Map(loaded.map((of) => [of.conversation.id, of]))
  // One that was deleted in between is not shown.
  return rows.flatMap(({ conversation_id, message }) => (byId.has(conversation_id) ? [{ of: byId.get(conversation_id)!, message }] : []))
}
