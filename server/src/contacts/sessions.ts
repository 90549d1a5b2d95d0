import type { Db, Query } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import { transact } from '../events/emit.ts'
import { NotFound } from '../http/errors.ts'
import type { Inbox } from '../inboxes/inboxes.ts'
import { markKey } from '../http/keys.ts'
import { openContactInbox, readSourceId, verifyContactInbox } from './contact_inboxes.ts'
import {
  changeContacts, createContact, maybeIdentified, nextContactId, restarting, updateContact, type Account, type Contact, type ContactInbox,
} from './contacts.ts'
import { hmacFailed, isProved, type Proof } from './identity.ts'
import { randomName } from './names.ts'
import { wishForPicture } from './pictures.ts'
import { cutName, mergedDeep, takenColumns, textOrNull, uniqueColumns, withInput, type ContactInput, type UniqueColumn } from './rules.ts'

/** What a client's path names: a contact's session in one inbox, with everything above it. */
export interface Session {
  account: Account
  inbox: Inbox
  contact: Contact
  contact_inbox: ContactInbox
}

/** What a client says of itself (client API §2.3). */
export interface OwnInput extends Proof {
  name?: string
  email?: string
  phone_number?: string
  avatar_url?: string
  custom_attributes?: Record<string, unknown>
}

/** The session of a source id in the inbox with this identifier. Throws NotFound. */
export async function findSession(db: Pick<Db, 'query'>, inboxIdentifier: string, sourceId: string): Promise<Session> {
  const session = await maybeSession(db.query, inboxIdentifier, sourceId)
  if (!session) throw new NotFound()
  return session
}

/** Throws the 401 for a session that must first prove its identity (client API §11.3). */
export function guardVerified({ inbox, contact_inbox }: Session): void {
  if (inbox.hmac_mandatory && !contact_inbox.hmac_verified) throw hmacFailed()
}

/**
 * The session of a client that comes in: the one with its source id as it is, else a new one. A proved identity joins the
 * contact known by its identifier; one that is only claimed never joins anybody (client API §2.3, §11.5).
 */
export async function openSession(
  db: Db, inboxIdentifier: string, input: OwnInput & { source_id?: string }, causeOf: (contact: { id: number; name: string }) => Cause,
): Promise<Session> {
  const sourceId = readSourceId(input.source_id)
  return restarting(async () => {
    const existing = sourceId === null ? null : await maybeSession(db.query, inboxIdentifier, sourceId)
    if (existing) return proveSession(db, causeOf(existing.contact), existing, input)
    const { account, inbox } = await findDoor(db.query, inboxIdentifier)
    const proved = isProved(inbox, input)
    const known = proved ? await maybeIdentified(db.query, account, input.identifier!) : null
    const id = known?.id ?? await nextContactId(db.query)
    const name = cutName(textOrNull(input.name) ?? randomName())
    return transact(db, causeOf(known ?? { id, name }), async (tx) => {
      const values: ContactInput = { ...ownValues(input), identifier: input.identifier ?? null, custom_attributes: input.custom_attributes ?? {}, name }
      // A proof is of the identifier alone: an e-mail beside it is no more than a claim.
      const claims = proved ? unproved : uniqueColumns
      const contact = known ?? await createContact(tx, account, values, { id, claims })
      if (known?.avatar_url === '') await wishForPicture(tx.query, known, { avatar_url: input.avatar_url ?? null })
      const contact_inbox = await openContactInbox(tx, { account, inbox, contact, source_id: sourceId, hmac_verified: proved })
      if (tx.cause.key) await markKey(tx.query, tx.cause.key, { source_id: contact_inbox.source_id })
      return { account, inbox, contact, contact_inbox }
    })
  })
}

/**
 * Checks the proof that came with a request against the contact of the session (client API §2.6, §11.2): the identifier must be
 * the contact's own. A contact that has none yet gets it, unless it is somebody else's. Throws the 401.
 */
export async function proveSession(db: Db, cause: Cause, session: Session, proof: Proof): Promise<Session> {
  if (!isProved(session.inbox, proof)) return session
  const identifier = proof.identifier!
  const { account, contact, contact_inbox } = session
  if (contact.identifier === identifier && contact_inbox.hmac_verified) return session
  return changeContacts(db, cause, async (tx) => ({
    ...session,
    contact: await updateContact(tx, account, contact.id, async (stored) => {
      if (stored.identifier !== null && stored.identifier !== identifier) throw hmacFailed()
      const taken = await takenColumns(tx.query, withInput(stored, { identifier }))
      if (taken.includes('identifier')) throw hmacFailed()
      return { identifier }
    }, { claims: [] }),
    contact_inbox: await verifyContactInbox(tx, contact_inbox),
  }))
}

/** A client changes what is known of it. Blank values clear nothing; attributes are merged at every depth (client API §2.5). */
export async function updateOwnContact(db: Db, cause: Cause, { account, contact }: Session, input: OwnInput): Promise<Contact> {
  return changeContacts(db, cause, (tx) => updateContact(tx, account, contact.id, (stored) => {
    const { avatar_url, ...values } = ownValues(input)
    const custom_attributes = mergedDeep(stored.custom_attributes, input.custom_attributes ?? {})
    return { ...values, custom_attributes, ...(stored.avatar_url === '' ? { avatar_url } : {}) }
  }, { claims: unproved }))
}

const unproved = ['email', 'phone_number'] as const satisfies UniqueColumn[]

/** The values that are not blank. */
function ownValues({ name, email, phone_number, avatar_url }: OwnInput): ContactInput {
  const given = Object.entries({ name, email, phone_number, avatar_url }).filter(([, value]) => textOrNull(value) !== null)
  return Object.fromEntries(given)
}

const inboxColumn = 'row_to_json(i) as inbox'
const accountColumn = `json_build_object('id', a.id, 'name', a.name) as account`

async function maybeSession(query: Query, inboxIdentifier: string, sourceId: string): Promise<Session | null> {
  const [found] = await query<Session>(
    `select ${accountColumn}, ${inboxColumn}, row_to_json(p) as contact, row_to_json(s) as contact_inbox
       from inboxes i
       join contact_inboxes s on s.account_id = i.account_id and s.inbox_id = i.id and md5(s.source_id) = md5($2::text) and s.source_id = $2::text
       join contacts p on p.account_id = s.account_id and p.id = s.contact_id
       join accounts a on a.id = i.account_id
      where i.identifier = $1`,
    [inboxIdentifier, sourceId])
  return found ?? null
}

async function findDoor(query: Query, inboxIdentifier: string): Promise<Pick<Session, 'account' | 'inbox'>> {
  const [found] = await query<Pick<Session, 'account' | 'inbox'>>(
    `select ${accountColumn}, ${inboxColumn} from inboxes i join accounts a on a.id = i.account_id where i.identifier = $1`, [inboxIdentifier])
  if (!found) throw new NotFound()
  return found
}
