import { Link } from '@tanstack/react-router'
import { nameOfContact } from '../conversations/names.ts'
import { useSession } from '../session.ts'
import { fullTime, shortAge, useNow } from '../time.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Badge } from '../ui/badge.tsx'
import type { Contact } from '../wire.ts'

export function ContactRow({ contact }: { contact: Contact }) {
  const { accountId } = useSession()
  const now = useNow()
  const name = nameOfContact(contact)
  return (
    <li>
      <Link
        to="/app/accounts/$accountId/contacts/$contactId"
        params={{ accountId: String(accountId), contactId: String(contact.id) }}
        className="flex items-center gap-3 px-4 py-2.5 outline-offset-[-2px]! transition-colors hover:bg-hover"
      >
        <Avatar name={name} url={contact.thumbnail} size={36} presence={contact.availability_status === 'online' ? 'online' : null} />
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2">
            <bdi className="truncate text-base font-medium">{name}</bdi>
            {contact.blocked && <Badge tone="danger">Blocked</Badge>}
          </span>
          <bdi className="block truncate text-sm text-text-2">{addressesOf(contact) || 'No address known'}</bdi>
        </span>
        {contact.last_activity_at ? (
          <time title={fullTime(contact.last_activity_at)} className="figures shrink-0 text-xs text-text-3">
            {shortAge(contact.last_activity_at, now)}
          </time>
        ) : null}
      </Link>
    </li>
  )
}

/** What tells a customer apart, in one line. */
export const addressesOf = ({ email, phone_number, identifier }: Pick<Contact, 'email' | 'phone_number' | 'identifier'>) => [email, phone_number, identifier].filter(Boolean).join(' · ')
