import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, BadgeCheck, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { nameOfContact } from '../conversations/names.ts'
import { ConversationAttributes } from '../conversations/attributes.tsx'
import { Organise } from '../conversations/organise.tsx'
import { useContactPresence } from '../conversations/presence.ts'
import { SharedFiles } from '../conversations/shared_files.tsx'
import { useSession } from '../session.ts'
import { fullTime, spokenAge, useNow } from '../time.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy.tsx'
import type { Conversation } from '../wire.ts'
import { ContactAttributes } from './attributes.tsx'
import { PreviousConversations } from './previous.tsx'
import { contactQuery } from './queries.ts'

/** What is known of the customer. Beside the thread where there is room, else over it, below the header and its buttons. */
export function ContactPanel({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { accountId } = useSession()
  const { sender } = conversation.meta
  const { data: details } = useQuery(contactQuery(accountId, sender.id))
  const contact = { ...sender, ...details }
  const panel = useRef<HTMLElement>(null)
  const name = nameOfContact(contact)
  useEffect(() => {
    const element = panel.current
    if (!matchMedia('(min-width: 90rem)').matches) element?.focus()
    const closeOnEscape = (event: KeyboardEvent) => event.key === 'Escape' && onClose()
    element?.addEventListener('keydown', closeOnEscape)
    return () => element?.removeEventListener('keydown', closeOnEscape)
  }, [onClose])
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label="Customer"
      className="absolute inset-y-0 end-0 z-20 w-80 shrink-0 overflow-y-auto border-s border-border bg-surface-2 shadow-dialog outline-none max-md:w-full md:top-13 min-[90rem]:static min-[90rem]:shadow-none"
    >
      <div className="flex h-13 items-center border-b border-border ps-4 pe-2 max-md:ps-1">
        <IconButton label="Back to the conversation" onClick={onClose} className="md:hidden">
          <ArrowLeft aria-hidden className="rtl:rotate-180" />
        </IconButton>
        <h2 className="flex-1 text-sm font-semibold">Customer</h2>
        <IconButton label="Close" onClick={onClose} className="max-md:hidden">
          <X aria-hidden />
        </IconButton>
      </div>
      <Identity name={name} conversation={conversation} thumbnail={contact.thumbnail} />
      <dl className="px-4 pb-4">
        <Detail label="E-mail" value={contact.email} />
        <Detail label="Phone" value={contact.phone_number} />
        <Detail label="Identifier" value={contact.identifier} mono />
        <LastSeen at={conversation.contact_last_seen_at} />
      </dl>
      <Organise conversation={conversation} />
      <Section title="Customer attributes">
        <ContactAttributes contact={contact} />
      </Section>
      <Section title="Conversation attributes">
        <ConversationAttributes conversation={conversation} />
      </Section>
      <Section title="Files">
        <SharedFiles key={conversation.id} conversation={conversation} />
      </Section>
      <Section title="Previous conversations">
        <PreviousConversations contactId={sender.id} currentId={conversation.id} />
      </Section>
    </aside>
  )
}

function Identity({ name, conversation, thumbnail }: { name: string; conversation: Conversation; thumbnail: string }) {
  const presence = useContactPresence(conversation.meta.sender)
  return (
    <div className="flex items-center gap-3 px-4 py-4">
      <Avatar name={name} url={thumbnail} size={44} presence={presence === 'online' ? presence : null} />
      <div className="min-w-0">
        <p className="text-md font-semibold [overflow-wrap:anywhere]">
          <Link to="/app/accounts/$accountId/contacts/$contactId" params={{ accountId: String(conversation.account_id), contactId: String(conversation.meta.sender.id) }} className="rounded-sm hover:underline">
            <bdi>{name}</bdi>
          </Link>
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-1.5 text-xs text-text-2">
          {presence === 'online' ? 'Online' : 'Offline'}
          {conversation.meta.hmac_verified ? (
            <Badge tone="success" icon={<BadgeCheck aria-hidden />}>
              Verified identity
            </Badge>
          ) : (
            <Badge>Not verified</Badge>
          )}
        </p>
      </div>
    </div>
  )
}

function Detail({ label, value, mono = false }: { label: string; value: string | null | undefined; mono?: boolean }) {
  return (
    <div className="group/detail flex min-h-8 items-center gap-2">
      <dt className="w-20 shrink-0 text-sm text-text-2">{label}</dt>
      <dd className="flex min-w-0 flex-1 items-center gap-1 text-sm">
        {value ? (
          <>
            <bdi className={`min-w-0 truncate ${mono ? 'font-mono text-xs' : ''}`} title={value}>
              {value}
            </bdi>
            <CopyButton text={value} label={`Copy ${label.toLowerCase()}`} />
          </>
        ) : (
          <span className="text-text-3">Unknown</span>
        )}
      </dd>
    </div>
  )
}

function LastSeen({ at }: { at: number }) {
  const now = useNow()
  return (
    <div className="flex min-h-8 items-center gap-2">
      <dt className="w-20 shrink-0 text-sm text-text-2">Last read</dt>
      <dd className="text-sm">{at > 0 ? <time title={fullTime(at)}>{spokenAge(at, now)}</time> : <span className="text-text-3">Never</span>}</dd>
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-t border-border px-4 py-3">
      <h3 className="mb-2 text-xs font-medium text-text-2">{title}</h3>
      {children}
    </section>
  )
}
