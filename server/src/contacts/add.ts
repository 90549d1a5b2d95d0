import { findMisfits, refuseMisfits, type Misfits } from '../custom_attribute_definitions/fit.ts'
import type { Db, Query } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import type { Tx } from '../events/emit.ts'
import { markKey } from '../http/keys.ts'
import { createContactInbox, findOrCreateContactInbox } from './contact_inboxes.ts'
import { changeContacts, createContact, findContact, newContact, updateContact, type Account, type Contact } from './contacts.ts'
import { withInput, type ContactInput } from './rules.ts'

export interface Addition {
  values: ContactInput
  /** Where the contact gets a session; null for nowhere. */
  inbox: { id: number } | null
  source_id?: string | null | undefined
  /** Whether a contact with the same identifier, e-mail or phone number is changed instead. */
  upsert: boolean
}

export interface Added {
  contact: Contact
  /** Of its session in the inbox; null for none. */
  source_id: string | null
  /** The contact as it was, where one was changed. */
  before: Contact | null
}

/**
 * A contact as agents and integrations add one (application API §5.4). With `upsert` the first that is found by identifier, then
 * e-mail, then phone number is changed as an update would, and keeps its session. Throws Invalid, or a 422 for a source id of
 * another contact.
 */
export async function addContact(db: Db, cause: Cause, account: Account, addition: Addition): Promise<Added> {
  const misfits = await contactMisfits(db.query, account, addition.values)
  return changeContacts(db, cause, async (tx) => {
    // An earlier try of this request has got this far.
    const { contact_id, source_id = null } = cause.key?.outcome ?? {}
    if (contact_id !== undefined) return { contact: await findContact(tx.query, account, contact_id), source_id, before: null }
    const added = await add(tx, account, addition, misfits)
    if (cause.key) await markKey(tx.query, cause.key, { contact_id: added.contact.id, source_id: added.source_id })
    return added
  })
}

/**
 * Attributes are merged one level deep: keys that were not sent survive (application API §5.4). Throws Invalid for misfits.
 */
export function mergedInto(stored: Contact, values: ContactInput, misfits: Misfits): ContactInput {
  refuseMisfits(misfits, stored.custom_attributes, values.custom_attributes)
  return {
    ...values,
    additional_attributes: { ...stored.additional_attributes, ...values.additional_attributes },
    custom_attributes: { ...stored.custom_attributes, ...values.custom_attributes },
  }
}

/** Attributes of `values` that do not fit what the account enforces. */
export const contactMisfits = (query: Query, account: Account, { custom_attributes }: ContactInput): Promise<Misfits> =>
  findMisfits(query, account.id, 'contact_attribute', custom_attributes)

async function add(tx: Tx, account: Account, { values, inbox, source_id, upsert }: Addition, misfits: Misfits): Promise<Added> {
  const merged = (stored: Contact) => mergedInto(stored, values, misfits)
  const { contact, before } = upsert
    ? await upsertContact(tx, account, values, merged)
    : { contact: await createContact(tx, account, merged(newContact(account))), before: null }
  // A blank source id, unlike none, asks for no session (application API §5.4).
  if (inbox === null || source_id?.trim() === '') return { contact, source_id: null, before }
  const session = await (before ? findOrCreateContactInbox : createContactInbox)(tx, { account, inbox, contact, source_id: source_id ?? null })
  return { contact, source_id: session.source_id, before }
}

/** Makes `change` of the contact that is the same person, else of a new one. Throws Invalid. */
export async function upsertContact(
  tx: Tx, account: Account, values: ContactInput, change: (stored: Contact) => ContactInput,
): Promise<Pick<Added, 'contact' | 'before'>> {
  const before = await maybeSame(tx.query, withInput(newContact(account), values))
  if (before) return { contact: await updateContact(tx, account, before.id, change), before }
  // Nobody has these values, so whoever takes one meanwhile is that person: the unique index starts the change over then.
  return { contact: await createContact(tx, account, change(newContact(account)), { claims: [] }), before: null }
}

/** The contact that is the same person as `wanted`, held still. */
async function maybeSame(query: Query, { account_id, identifier, email, phone_number }: Contact): Promise<Contact | null> {
  const [found] = await query<{ contact: Contact }>(
    `select row_to_json(p) as contact from contacts p where account_id = $1 and (identifier = $2 or email = $3 or phone_number = $4)
      order by coalesce(identifier = $2, false) desc, coalesce(email = $3, false) desc limit 1 for no key update`,
    [account_id, identifier, email, phone_number])
  return found?.contact ?? null
}
