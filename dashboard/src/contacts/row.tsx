import { Link } from '@tanstack/react-router'
import { nameOfContact } from '../conversations/names.ts'
import { useSession } from '../session.ts'
import { fullTime, shortAge, useNow } from '../time.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Badge } from '../ui/badge.tsx'
import { TickBox } from '../ui/checkbox.tsx'
import { cx } from '../ui/cx.ts'
import type { Contact } from '../wire.ts'

const rowClass = 'flex items-center gap-3 px-4 py-2.5 transition-colors'

/** It opens the contact; with `tick`, while contacts are being chosen, it ticks it. */
export function ContactRow({ contact, tick }: { contact: Contact; tick?: { isOn: boolean; onChange: (on: boolean) => void } | undefined }) {
  const { accountId } = useSession()
  if (tick) {
    return (
      <li>
        {/* oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the box is inside */}
        <label className={cx(rowClass, 'cursor-pointer', tick.isOn ? 'bg-selected' : 'hover:bg-hover')}>
          <TickBox aria-label={`Select ${nameOfContact(contact)}`} checked={tick.isOn} onChange={({ target }) => tick.onChange(target.checked)} />
          <Shown contact={contact} />
        </label>
      </li>
    )
  }
  return (
    <li>
      <Link
        to="/app/accounts/$accountId/contacts/$contactId"
        params={{ accountId: String(accountId), contactId: String(contact.id) }}
        className={cx(rowClass, 'outline-offset-[-2px]! hover:bg-hover')}
      >
        <Shown contact={contact} />
      </Link>
    </li>
  )
}

function Shown({ contact }: { contact: Contact }) {
  const now = useNow()
  const name = nameOfContact(contact)
  return (
    <>
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
    </>
  )
}

/** What tells a customer apart, in one line. */
export const addressesOf = ({ email, phone_number, identifier }: Pick<Contact, 'email' | 'phone_number' | 'identifier'>) => [email, phone_number, identifier].filter(Boolean).join(' · ')
