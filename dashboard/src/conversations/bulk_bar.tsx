import { useQuery } from '@tanstack/react-query'
import { AlarmClock, CircleCheck, Ellipsis, Flag, Mail, MailOpen, Tag, UserRound, Users, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { countsQuery } from '../counts.ts'
import { LabelDot } from '../labels/chip.tsx'
import { labelsQuery } from '../labels/queries.ts'
import { queryClient } from '../query_client.ts'
import { useSession } from '../session.ts'
import { teamsQuery } from '../teams/queries.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Menu, MenuItem, MenuSeparator, MenuTicks } from '../ui/menu.tsx'
import { toastError } from '../ui/toast.tsx'
import type { Conversation } from '../wire.ts'
import { type BulkChange, changeMany, sharedAgentsQuery } from './bulk.ts'
import type { ConversationFilter, ConversationRows } from './placement.ts'
import { listQuery, loadMoreConversations } from './queries.ts'
import { priorities } from './priorities.tsx'
import { select } from './selection.ts'
import { SnoozeUntil } from './snooze_until.tsx'
import { snoozeChoices, snoozeEnd } from './snooze_times.ts'

interface Chosen {
  conversations: Conversation[]
  /** Sends the change, and ends the choosing. */
  change: (change: BulkChange, words: string) => void
}

/** What is done with the conversations that are ticked. */
export function BulkBar({ list, filter, ticked }: { list: ConversationRows; filter: ConversationFilter; ticked: ReadonlySet<number> }) {
  const { accountId } = useSession()
  const conversations = list.rows.filter(({ id }) => ticked.has(id))
  const chosen: Chosen = {
    conversations,
    change: (change, words) => {
      select(null)
      void changeMany(accountId, conversations, change, words)
    },
  }
  // What has left the list is not changed unseen.
  useEffect(() => {
    if (conversations.length < ticked.size) select(conversations.map(({ id }) => id))
  }, [conversations, ticked])
  const none = conversations.length === 0
  // Not for the menus, which stand elsewhere in the page and close first.
  const endOnEscape = ({ key, target, currentTarget }: KeyboardEvent) => {
    if (key === 'Escape' && currentTarget.contains(target as Node)) select(null)
  }
  return (
    <div role="toolbar" tabIndex={-1} aria-label="Selected conversations" onKeyDown={endOnEscape} className="border-b border-border bg-surface-2 px-2 py-1">
      <div className="flex items-center">
        <p role="status" className="figures min-w-0 flex-1 truncate ps-2 text-sm font-medium">
          {none ? 'None' : conversations.length}
          <span className="max-sm:sr-only"> selected</span>
        </p>
        <IconButton label="Resolve" disabled={none} onClick={() => chosen.change({ fields: { status: 'resolved' } }, 'Resolving')}>
          <CircleCheck aria-hidden />
        </IconButton>
        <StatusMenu {...chosen} />
        <AgentMenu {...chosen} />
        <TeamMenu {...chosen} />
        <LabelMenu {...chosen} />
        <MoreMenu {...chosen} />
        <IconButton label="Stop selecting" hint="Esc" onClick={() => select(null)}>
          <X aria-hidden />
        </IconButton>
      </div>
      <SelectAll list={list} filter={filter} count={conversations.length} />
    </div>
  )
}

const mostPages = 40

/** All that are loaded, then all that match. */
function SelectAll({ list, filter, count }: { list: ConversationRows; filter: ConversationFilter; count: number }) {
  const { accountId } = useSession()
  const { data: counts } = useQuery(countsQuery(accountId, filter))
  const [isLoading, setLoading] = useState(false)
  const total = counts ? { me: counts.mine_count, unassigned: counts.unassigned_count, all: counts.all_count }[filter.assignee_type] : list.rows.length
  const ids = (rows: Conversation[]) => select(rows.map(({ id }) => id))
  const loadAll = async () => {
    setLoading(true)
    try {
      let grows = true
      for (let page = 0; grows && page < mostPages; page++) grows = await loadMoreConversations(accountId, filter)
      ids(queryClient.getQueryData(listQuery(accountId, filter).queryKey)?.rows ?? [])
    } catch (error) {
      toastError(error)
    }
    setLoading(false)
  }
  const isAllLoaded = list.exhausted || list.rows.length >= total
  if (count < list.rows.length) {
    return (
      <Button look="ghost" size="sm" onClick={() => ids(list.rows)}>
        {isAllLoaded ? `Select all ${list.rows.length}` : `Select the ${list.rows.length} that are loaded`}
      </Button>
    )
  }
  if (isAllLoaded) return null
  return (
    <Button look="ghost" size="sm" busy={isLoading} onClick={() => void loadAll()}>
      {`Select all ${Math.min(total, mostPages * 25).toLocaleString('en')} that match`}
    </Button>
  )
}

function StatusMenu({ conversations, change }: Chosen) {
  const [isPicking, setPicking] = useState(false)
  const snooze = (until: number | null) => change({ fields: { status: 'snoozed' }, ...(until !== null && { snoozed_until: until }) }, 'Snoozing')
  return (
    <>
      <Menu align="end" className="w-60" trigger={<IconButton label="Status and snooze" disabled={conversations.length === 0} children={<AlarmClock aria-hidden />} />}>
        <MenuItem onClick={() => change({ fields: { status: 'open' } }, 'Opening')}>Open</MenuItem>
        <MenuItem onClick={() => change({ fields: { status: 'pending' } }, 'Marking as pending:')}>Mark as pending</MenuItem>
        <MenuSeparator />
        {snoozeChoices.map(({ choice, label }) => (
          <MenuItem key={choice} onClick={() => snooze(snoozeEnd(choice))}>
            {`Snooze ${label.toLowerCase()}`}
          </MenuItem>
        ))}
        <MenuItem onClick={() => setPicking(true)}>Snooze until a time of your own…</MenuItem>
      </Menu>
      <SnoozeUntil open={isPicking} onOpenChange={setPicking} onPick={snooze} />
    </>
  )
}

function AgentMenu({ conversations, change }: Chosen) {
  const { accountId, profile } = useSession()
  const inboxIds = [...new Set(conversations.map(({ inbox_id }) => inbox_id))].toSorted((one, other) => one - other)
  const { data: agents = [] } = useQuery({ ...sharedAgentsQuery(accountId, inboxIds), enabled: inboxIds.length > 0 })
  const sorted = agents.toSorted((one, other) => Number(other.id === profile.id) - Number(one.id === profile.id))
  return (
    <Menu align="end" className="w-60" trigger={<IconButton label="Assign to an agent" disabled={conversations.length === 0} children={<UserRound aria-hidden />} />}>
      <MenuItem onClick={() => change({ fields: { assignee_id: null } }, 'Unassigning')}>Nobody</MenuItem>
      {sorted.map(({ id, available_name, thumbnail, availability_status }) => (
        <MenuItem key={id} icon={<Avatar name={available_name} url={thumbnail} size={20} presence={availability_status} />} onClick={() => change({ fields: { assignee_id: id } }, 'Assigning')}>
          {id === profile.id ? `${available_name} (you)` : available_name}
        </MenuItem>
      ))}
    </Menu>
  )
}

function TeamMenu({ conversations, change }: Chosen) {
  const { accountId } = useSession()
  const { data: teams = [] } = useQuery(teamsQuery(accountId))
  return (
    <Menu align="end" className="w-56" trigger={<IconButton label="Give to a team" disabled={conversations.length === 0} children={<Users aria-hidden />} />}>
      <MenuItem onClick={() => change({ fields: { team_id: null } }, 'Taking from their team:')}>No team</MenuItem>
      {teams.map(({ id, name }) => (
        <MenuItem key={id} onClick={() => change({ fields: { team_id: id } }, 'Handing over')}>
          {name}
        </MenuItem>
      ))}
    </Menu>
  )
}

function MoreMenu({ conversations, change }: Chosen) {
  return (
    <Menu align="end" className="w-56" trigger={<IconButton label="Priority, read and unread" disabled={conversations.length === 0} children={<Ellipsis aria-hidden />} />}>
      <MenuItem icon={<MailOpen aria-hidden />} onClick={() => change({ fields: { unread: false } }, 'Marking as read:')}>Mark as read</MenuItem>
      <MenuItem icon={<Mail aria-hidden />} onClick={() => change({ fields: { unread: true } }, 'Marking as unread:')}>Mark as unread</MenuItem>
      <MenuSeparator />
      {priorities.map(({ value, label, icon }) => (
        <MenuItem key={value} icon={icon} onClick={() => change({ fields: { priority: value } }, 'Setting the priority of')}>
          {`${label} priority`}
        </MenuItem>
      ))}
      <MenuItem icon={<Flag aria-hidden />} onClick={() => change({ fields: { priority: null } }, 'Taking the priority off')}>No priority</MenuItem>
    </Menu>
  )
}

function LabelMenu({ conversations, change }: Chosen) {
  const { accountId } = useSession()
  const { data: labels = [] } = useQuery(labelsQuery(accountId))
  return (
    <Menu align="end" className="w-56" trigger={<IconButton label="Labels" disabled={conversations.length === 0} children={<Tag aria-hidden />} />}>
      <MenuTicks
        label="On all of them"
        none="No label yet. An administrator adds them under Settings, Labels."
        choices={labels.map(({ title, color }) => ({ value: title, label: title, icon: <LabelDot color={color} /> }))}
        isOn={(title) => conversations.every((conversation) => conversation.labels.includes(title))}
        onChange={(title, on) => change({ labels: on ? { add: [title] } : { remove: [title] } }, 'Labelling')}
      />
    </Menu>
  )
}
