import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ArrowDownWideNarrow, Filter, ListChecks, ListFilter, Plus } from 'lucide-react'
import { useState } from 'react'
import { say } from '../brand.ts'
import { countsQuery } from '../counts.ts'
import { FilterBar } from '../custom_filters/bar.tsx'
import { definitionsQuery } from '../custom_attribute_definitions/queries.ts'
import { FilterDialog } from '../custom_filters/filter_dialog.tsx'
import { customFiltersQuery } from '../custom_filters/queries.ts'
import type { View } from '../custom_filters/use_view.ts'
import { inboxesQuery } from '../inboxes/queries.ts'
import type { ConversationsSearch } from '../routes/work.tsx'
import { useSession } from '../session.ts'
import { teamsQuery } from '../teams/queries.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Menu, MenuChoices, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { conversationSubjects } from './filter.ts'
import type { ConversationFilter } from './placement.ts'
import { select, useSelection } from './selection.ts'
import { sorts } from './sorts.ts'
import { statuses } from './statuses.ts'

const shownStatuses = [...statuses, { value: 'all', label: 'All' }] as const

export const statusLabel = (status: ConversationFilter['status']) => shownStatuses.find(({ value }) => value === status)?.label ?? status

const typeTitle = (type: ConversationFilter['conversation_type']) => type && { mention: 'Mentions', participating: 'Participating', unattended: 'Unattended' }[type]

/** Changes the address; the list follows it. */
export function useSetFilter(): (change: Partial<ConversationsSearch>) => void {
  const navigate = useNavigate()
  return (change) => void navigate({ to: '.', search: (before) => ({ ...before, ...change }) })
}

/** Whose, in which state, from which inbox; or the conditions of a filter. */
export function ConversationFilters({ filter, view, isChanged }: { filter: ConversationFilter; view: View; isChanged: boolean }) {
  const { accountId } = useSession()
  const { data: counts } = useQuery({ ...countsQuery(accountId, filter), placeholderData: (before) => before })
  const { data: inboxes } = useQuery(inboxesQuery(accountId))
  const { data: definitions = [] } = useQuery(definitionsQuery(accountId))
  const subjects = conversationSubjects(definitions)
  const setFilter = useSetFilter()
  const navigate = useNavigate()
  const selection = useSelection()
  const { data: teams } = useQuery({ ...teamsQuery(accountId), enabled: filter.team_id !== undefined })
  const [isBuilding, setBuilding] = useState(false)
  const inbox = inboxes?.find(({ id }) => id === filter.inbox_id)
  const isFiltered = view.conditions !== null || view.saved !== undefined
  const title = view.saved?.name ?? (isFiltered ? 'Filtered' : (typeTitle(filter.conversation_type) ?? filter.label ?? teams?.find(({ id }) => id === filter.team_id)?.name ?? inbox?.name ?? 'Conversations'))
  const order = filter.sort_by && { sort: filter.sort_by }
  const show = (search: ConversationsSearch) => void navigate({ to: '.', search: { ...search, ...order } })
  return (
    <header className="border-b border-border">
      <div className="flex h-13 items-center gap-0.5 ps-4 pe-2">
        <h1 className="min-w-0 flex-1 truncate text-md font-semibold">
          {title}
          {isFiltered && counts && <span className="figures ms-2 text-sm font-normal text-text-3">{counts.all_count.toLocaleString('en')}</span>}
        </h1>
        <IconButton label="Select conversations" aria-pressed={selection !== null} onClick={() => select(selection ? null : [])}>
          <ListChecks aria-hidden />
        </IconButton>
        <FilterMenu view={view} onBuild={() => setBuilding(true)} onShow={show} />
        <Menu align="end" trigger={<IconButton label="Order" children={<ArrowDownWideNarrow aria-hidden />} />}>
          <MenuChoices
            label="Order"
            value={filter.sort_by ?? 'last_activity_at_desc'}
            choices={[...sorts]}
            onChange={(sort) => setFilter({ sort: sort === 'last_activity_at_desc' ? undefined : sort })}
          />
        </Menu>
        {!isFiltered && (
          <Menu
            align="end"
            trigger={
              <Button look="ghost" className="px-2!" aria-label={`Status: ${statusLabel(filter.status)}`} icon={<ListFilter aria-hidden />}>
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
        )}
      </div>
      {isFiltered ? (
        <div className="px-2 pb-2">
          <FilterBar type="conversation" noun="folder" subjects={subjects} view={view} isChanged={isChanged} onEdit={() => setBuilding(true)} onShow={show} />
        </div>
      ) : (
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
      )}
      {isBuilding && (
        <FilterDialog
          title="Filter conversations"
          subjects={subjects}
          conditions={view.conditions}
          onApply={(conditions) => show(conditions ? { filter: conditions, ...(view.saved && { view: view.saved.id }) } : {})}
          onClose={() => setBuilding(false)}
        />
      )}
    </header>
  )
}

/** Builds a filter, or opens a folder: on phones there is no rail that has them. */
function FilterMenu({ view: { conditions, saved }, onBuild, onShow }: { view: View; onBuild: () => void; onShow: (search: ConversationsSearch) => void }) {
  const { accountId } = useSession()
  const { data: folders = [] } = useQuery(customFiltersQuery(accountId, 'conversation'))
  return (
    <Menu align="end" className="max-w-72" trigger={<IconButton label="Filter and folders" aria-pressed={conditions !== null} children={<Filter aria-hidden />} />}>
      <MenuItem icon={<Plus aria-hidden />} onClick={onBuild}>
        {conditions ? 'Change the filter…' : 'New filter…'}
      </MenuItem>
      {folders.length > 0 && (
        <>
          <MenuSeparator />
          <MenuChoices label="Folders" value={String(saved?.id ?? '')} choices={folders.map(({ id, name }) => ({ value: String(id), label: name }))} onChange={(id) => onShow({ view: Number(id) })} />
        </>
      )}
    </Menu>
  )
}
