import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ListChecks, ListFilter } from 'lucide-react'
import { say } from '../brand.ts'
import { countsQuery } from '../counts.ts'
import { inboxesQuery } from '../inboxes/queries.ts'
import { useSession } from '../session.ts'
import { teamsQuery } from '../teams/queries.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Menu, MenuChoices, MenuSeparator } from '../ui/menu.tsx'
import { Tabs } from '../ui/tabs.tsx'
import type { ConversationFilter } from './placement.ts'
import { select, useSelection } from './selection.ts'
import { statuses } from './statuses.ts'

const shownStatuses = [...statuses, { value: 'all', label: 'All' }] as const

export const statusLabel = (status: ConversationFilter['status']) => shownStatuses.find(({ value }) => value === status)?.label ?? status

/** Changes the address; the list follows it. */
export function useSetFilter(): (change: Partial<ConversationFilter>) => void {
  const navigate = useNavigate()
  return (change) => void navigate({ to: '.', search: (before) => ({ ...before, ...change }) })
}

/** Whose, in which state, from which inbox. */
export function ConversationFilters({ filter }: { filter: ConversationFilter }) {
  const { accountId } = useSession()
  const { data: counts } = useQuery({ ...countsQuery(accountId, filter), placeholderData: (before) => before })
  const { data: inboxes } = useQuery(inboxesQuery(accountId))
  const setFilter = useSetFilter()
  const selection = useSelection()
  const { data: teams } = useQuery({ ...teamsQuery(accountId), enabled: filter.team_id !== undefined })
  const inbox = inboxes?.find(({ id }) => id === filter.inbox_id)
  const title = filter.label ?? teams?.find(({ id }) => id === filter.team_id)?.name ?? inbox?.name ?? 'Conversations'
  return (
    <header className="border-b border-border">
      <div className="flex h-13 items-center gap-2 ps-4 pe-2">
        <h1 className="min-w-0 flex-1 truncate text-md font-semibold">{title}</h1>
        <IconButton label="Select conversations" aria-pressed={selection !== null} onClick={() => select(selection ? null : [])}>
          <ListChecks aria-hidden />
        </IconButton>
        <Menu
          align="end"
          trigger={
            <Button look="ghost" aria-label={`Status: ${statusLabel(filter.status)}`} icon={<ListFilter aria-hidden />}>
              {statusLabel(filter.status)}
            </Button>
          }
        >
          <MenuChoices label="Status" value={filter.status} choices={[...shownStatuses]} onChange={(status) => setFilter({ status })} />
          {inboxes && inboxes.length > 1 && (
            <>
              <MenuSeparator />
              <MenuChoices
                label={say('Inbox')}
                value={String(filter.inbox_id ?? '')}
                choices={[{ value: '', label: say('Every inbox') }, ...inboxes.map(({ id, name }) => ({ value: String(id), label: name }))]}
                onChange={(id) => setFilter({ inbox_id: id ? Number(id) : undefined })}
              />
            </>
          )}
        </Menu>
      </div>
      <Tabs
        label="Assignment"
        value={filter.assignee_type}
        onChange={(assignee_type) => setFilter({ assignee_type })}
        className="border-b-0! px-4"
        tabs={[
          { value: 'me', label: 'Mine', count: counts?.mine_count },
          { value: 'unassigned', label: 'Unassigned', count: counts?.unassigned_count },
          { value: 'all', label: 'All', count: counts?.all_count },
        ]}
      />
    </header>
  )
}
