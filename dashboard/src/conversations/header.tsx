import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, Check, Info, RotateCcw } from 'lucide-react'
import { inboxesQuery } from '../inboxes/queries.ts'
import { useSession } from '../session.ts'
import { useNow, whenNext } from '../time.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, buttonClass, IconButton } from '../ui/button.tsx'
import type { Conversation } from '../wire.ts'
import { useConversationActions } from './actions.ts'
import { AssigneeMenu } from './assignee.tsx'
import { MoreMenu } from './more_menu.tsx'
import { contactName } from './names.ts'
import type { PanelState } from './panel_state.ts'
import { useContactPresence } from './presence.ts'
import { SnoozeMenu } from './snooze.tsx'

/** Who it is with, who has it, and what state it is in. */
export function ConversationHeader({ conversation, panel }: { conversation: Conversation; panel: PanelState }) {
  const { accountId } = useSession()
  const { setStatus } = useConversationActions()
  const presence = useContactPresence(conversation.meta.sender)
  const name = contactName(conversation)
  return (
    <header className="flex h-13 shrink-0 items-center gap-1.5 border-b border-border ps-4 pe-2 max-md:ps-1">
      <Link
        to="/app/accounts/$accountId/conversations"
        params={{ accountId: String(accountId) }}
        search
        aria-label="Back to the list"
        className={`${buttonClass('ghost')} w-8 px-0! touch:w-11 md:hidden`}
      >
        <ArrowLeft aria-hidden className="rtl:rotate-180" />
      </Link>
      {/* On a phone the list, and its heading, is not there. */}
      <h1 className="sr-only md:hidden">{`Conversation with ${name}`}</h1>
      <button type="button" onClick={panel.toggle} aria-label={`${name}: show the customer`} className="flex min-w-0 flex-1 items-center gap-2.5 rounded-md py-1 text-start">
        <Avatar name={name} url={conversation.meta.sender.thumbnail} size={32} presence={presence === 'online' ? presence : null} />
        <span className="min-w-0">
          <bdi className="block truncate text-base leading-5 font-semibold">{name}</bdi>
          <SubTitle conversation={conversation} />
        </span>
      </button>
      <AssigneeMenu conversation={conversation} />
      {conversation.status === 'open' && <SnoozeMenu conversation={conversation} />}
      {conversation.status === 'open' ? (
        <Button look="primary" aria-label="Resolve" icon={<Check aria-hidden />} onClick={() => void setStatus(conversation, 'resolved')}>
          <span className="max-md:sr-only">Resolve</span>
        </Button>
      ) : (
        <Button aria-label="Reopen" icon={<RotateCcw aria-hidden />} onClick={() => void setStatus(conversation, 'open')}>
          <span className="max-md:sr-only">Reopen</span>
        </Button>
      )}
      <MoreMenu conversation={conversation} />
      <IconButton label={panel.isOpen ? 'Hide the customer' : 'Show the customer'} aria-pressed={panel.isOpen} onClick={panel.toggle} className="max-md:hidden">
        <Info aria-hidden />
      </IconButton>
    </header>
  )
}

function SubTitle({ conversation }: { conversation: Conversation }) {
  const { accountId } = useSession()
  const { data: inboxes } = useQuery(inboxesQuery(accountId))
  const inbox = inboxes?.find(({ id }) => id === conversation.inbox_id)
  return (
    <span className="flex items-center gap-1.5 text-xs text-text-2">
      <span className="figures shrink-0 text-text-3">#{conversation.id}</span>
      {inbox && <span className="truncate max-sm:hidden">{inbox.name}</span>}
      <StatusBadge conversation={conversation} />
    </span>
  )
}

function StatusBadge({ conversation }: { conversation: Conversation }) {
  const now = useNow()
  const { status, snoozed_until } = conversation
  if (status === 'open') return null
  if (status === 'resolved') return <Badge tone="success">Resolved</Badge>
  if (status === 'pending') return <Badge>Pending</Badge>
  return (
    <Badge tone="warning">
      {/* The colour says as much where there is little room. */}
      <span className="truncate">
        <span className="max-sm:sr-only">Snoozed </span>until {snoozed_until ? whenNext(Date.parse(snoozed_until) / 1000, now) : 'next reply'}
      </span>
    </Badge>
  )
}
