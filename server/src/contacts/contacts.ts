import { changesBetween } from '../conversations/change.ts'
import { deleteConversations } from '../conversations/delete.ts'
import { isRace, type Db, type Query } from '../db/db.ts'
import { iso, type Moment } from '../db/time.ts'
import type { Cause } from '../events/cause.ts'
import { emit, transact, type Tx } from '../events/emit.ts'
import { NotFound } from '../http/errors.ts'
import { setAside } from './identity.ts'
import { wishForPicture } from './pictures.ts'
import { checkContact, columnsOf, findTaken, withInput, type ContactInput, type UniqueColumn } from './rules.ts'

export interface Account {
  id: number
  name: string
}

export interface Contact {
  id: number
  account_id: number
  name: string
  middle_name: string
  last_name: string
  email: string | null
  phone_number: string | null
  identifier: string | null
  contact_type: 'visitor' | 'lead' | 'customer'
  location: string | null
  country_code: string | null
  blocked: boolean
  company_id: number | null
  avatar_url: string
  additional_attributes: Record<string, unknown>
  custom_attributes: Record<string, unknown>
  label_list: string[]
  last_activity_at: Moment | null
  created_at: Moment
  updated_at: Moment
}

/** A contact's session in one inbox. Whoever knows its `source_id` is that contact there. */
export interface ContactInbox {
  id: number
  account_id: number
  contact_id: number
  inbox_id: number
  source_id: string
  hmac_verified: boolean
  /** Sealed: see db/secrets.ts. */
  pubsub_token: string
  pubsub_token_hash: string
  created_at: Moment
  updated_at: Moment
}

/** A contact of the account. Every member sees all of them (application API §1.5). Throws NotFound. */
export async function findContact(query: Query, account: Account, id: number): Promise<Contact> {
  const [found] = await query<{ contact: Contact }>('select row_to_json(p) as contact from contacts p where account_id = $1 and id = $2', [account.id, id])
  if (!found) throw new NotFound()
  return found.contact
}

/** The contact that the account knows under this identifier. */
export async function maybeIdentified(query: Query, account: Account, identifier: string): Promise<Contact | null> {
  const [found] = await query<{ contact: Contact }>(
    'select row_to_json(p) as contact from contacts p where account_id = $1 and identifier = $2', [account.id, identifier])
  return found?.contact ?? null
}

/**
 * One change of contacts in one transaction. Between a check and a write somebody else may take the value that was free, or
 * delete what was found: then it runs again on what is true now.
 */
export async function changeContacts<T>(db: Db, cause: Cause, work: (tx: Tx) => Promise<T>): Promise<T> {
  return restarting(() => transact(db, cause, work))
}

/** Runs `work` again when another transaction was faster. */
export async function restarting<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries === mostTries || !isRace(error)) throw error
    }
  }
}

/** A contact of whom nothing is known yet. */
export const newContact = (account: Account): Contact => ({
  id: 0, account_id: account.id, name: '', middle_name: '', last_name: '', email: null, phone_number: null, identifier: null, contact_type: 'visitor',
  location: null, country_code: null, blocked: false, company_id: null, avatar_url: '', additional_attributes: {}, custom_attributes: {}, label_list: [],
  last_activity_at: null, created_at: '', updated_at: '',
})

export interface Making {
  /** For a caller who had to know it beforehand (nextContactId). */
  id?: number
  /** Columns in which a value that another contact has is set aside instead of refused (contacts/identity.ts). */
  claims?: readonly UniqueColumn[]
}

/** Throws Invalid. */
export async function createContact(tx: Tx, account: Account, input: ContactInput, { id, claims }: Making = {}): Promise<Contact> {
  const contact = newContact(account)
  const draft = await settled(tx.query, contact, withInput(contact, input), claims)
  const [created] = await tx.query<{ contact: Contact }>(insert, [JSON.stringify({ ...draft, id: id ?? null })])
  emit(tx, 'contact.created', { account, contact: created!.contact })
  await wishForPicture(tx.query, created!.contact, input)
  return created!.contact
}

/** An id for a contact that is about to be created. */
export async function nextContactId(query: Query): Promise<number> {
  const [next] = await query<{ id: number }>(`select nextval('contacts_id_seq') as id`)
  return next!.id
}

/** Works `change` out on the contact as it is now, held still. Nothing happens when nothing changes. Throws NotFound, Invalid. */
export async function updateContact(
  tx: Tx, account: Account, id: number, change: (stored: Contact) => ContactInput | Promise<ContactInput>, { claims }: Pick<Making, 'claims'> = {},
): Promise<Contact> {
  const [found] = await tx.query<{ contact: Contact }>(
    'select row_to_json(p) as contact from contacts p where account_id = $1 and id = $2 for no key update', [account.id, id])
  if (!found) throw new NotFound()
  const input = await change(found.contact)
  const draft = await settled(tx.query, found.contact, withInput(found.contact, input), claims)
  await wishForPicture(tx.query, found.contact, input)
  const [updated] = await tx.query<{ contact: Contact }>(update, [JSON.stringify(draft)])
  if (!updated) return found.contact
  emit(tx, 'contact.updated', { account, contact: updated.contact }, changesBetween(dated(found.contact), dated(updated.contact), columns))
  return updated.contact
}

/** Deletes the contact with its sessions, conversations and messages. Answers the keys of the files that nobody needs any more. */
export async function deleteContact(tx: Tx, account: Account, id: number): Promise<string[]> {
  const files = await deleteConversations(tx.query, account.id, { contact_id: id })
  const inboxes = await tx.query<{ inbox_id: number }>('select distinct inbox_id from contact_inboxes where account_id = $1 and contact_id = $2', [account.id, id])
  const [deleted] = await tx.query<{ contact: Contact }>(
    'delete from contacts p where account_id = $1 and id = $2 returning row_to_json(p) as contact', [account.id, id])
  if (!deleted) throw new NotFound()
  emit(tx, 'contact.deleted', { account, contact: deleted.contact, inbox_ids: inboxes.map(({ inbox_id }) => inbox_id), merged_into: null })
  return files
}

/** The draft after the rules. Where claims are allowed, what is taken meanwhile is left to the unique index, which starts the change over. */
async function settled(query: Query, stored: Contact, draft: Contact, claims: readonly UniqueColumn[] | undefined): Promise<Contact> {
  const taken = await findTaken(query, draft)
  checkContact(draft, claims ? {} : taken)
  return claims ? setAside(stored, draft, columnsOf(taken).filter((column) => claims.includes(column))) : draft
}

const mostTries = 10

const written = [
  'name', 'email', 'phone_number', 'identifier', 'contact_type', 'location', 'country_code', 'blocked', 'avatar_url', 'additional_attributes',
  'custom_attributes', 'label_list',
] as const satisfies readonly (keyof Contact)[]

const of = (row: string) => written.map((column) => `${row}.${column}`).join(', ')

const insert = `
  insert into contacts as p (id, account_id, ${written.join(', ')})
  select coalesce(n.id, nextval('contacts_id_seq')), n.account_id, ${of('n')}
    from jsonb_to_record($1) as n(id bigint, account_id bigint, name text, email text, phone_number text, identifier text, contact_type text, location text,
      country_code text, blocked boolean, avatar_url text, additional_attributes jsonb, custom_attributes jsonb, label_list text[])
  returning row_to_json(p) as contact`

const update = `
  update contacts p set (${written.join(', ')}, updated_at) = (${of('n')}, clock_timestamp())
    from jsonb_populate_record(null::contacts, $1) n
   where p.account_id = n.account_id and p.id = n.id and (${of('p')}) is distinct from (${of('n')})
  returning row_to_json(p) as contact`

/** The columns that receivers hear of, in the order they have in the incumbent's table (webhooks §6.4). */
const columns = [
  'name', 'email', 'phone_number', 'updated_at', 'additional_attributes', 'identifier', 'custom_attributes', 'contact_type', 'location', 'country_code',
  'blocked', 'avatar_url', 'label_list',
] as const satisfies readonly (keyof Contact)[]

const dated = (contact: Contact) => ({ ...contact, updated_at: iso(contact.updated_at) })
