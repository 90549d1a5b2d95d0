import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Folder, Plus, Users } from 'lucide-react'
import { say } from '../brand.ts'
import { customFiltersQuery } from '../custom_filters/queries.ts'
import { inboxColour } from '../inboxes/colour.ts'
import { inboxesQuery } from '../inboxes/queries.ts'
import { LabelDot } from '../labels/chip.tsx'
import { labelsQuery } from '../labels/queries.ts'
import { useSession } from '../session.ts'
import { teamsQuery } from '../teams/queries.ts'
import { firstLetter } from '../ui/initials.ts'
import { RailLabel, RailLink, Section, useConversationsView } from './rail_parts.tsx'

/** Filters of conversations that the signed-in person has saved. */
export function Folders() {
  const { accountId } = useSession()
  const { data = [] } = useQuery(customFiltersQuery(accountId, 'conversation'))
  const here = useConversationsView()
  if (data.length === 0) return null
  return (
    <Section title="Folders">
      {data.map(({ id, name }) => (
        <RailLink key={id} active={here?.folderId === id}>
          <Link to="/app/accounts/$accountId/conversations" params={{ accountId: String(accountId) }} search={{ view: id }} title={name}>
            <Folder aria-hidden />
            <RailLabel>{name}</RailLabel>
          </Link>
        </RailLink>
      ))}
    </Section>
  )
}

export function Inboxes() {
  const { accountId, isAdministrator } = useSession()
  const { data: inboxes } = useQuery(inboxesQuery(accountId))
  const here = useConversationsView()
  const params = { accountId: String(accountId) }
  if (inboxes?.length === 0 && !isAdministrator) return null
  return (
    <Section title={say('Inboxes')}>
      {inboxes?.map((inbox) => (
        <RailLink key={inbox.id} active={here?.inboxId === inbox.id}>
          <Link to="/app/accounts/$accountId/conversations" params={params} search={{ assignee_type: 'all', inbox_id: inbox.id }} title={inbox.name}>
            <span aria-hidden className="mx-1 size-2 shrink-0 rounded-full max-lg:hidden" style={{ background: inboxColour(inbox.id) }} />
            <span aria-hidden className="grid size-6 place-items-center rounded-sm border-s-2 bg-surface-3 text-2xs font-semibold lg:hidden" style={{ borderColor: inboxColour(inbox.id) }}>
              {firstLetter(inbox.name)}
            </span>
            <RailLabel>{inbox.name}</RailLabel>
          </Link>
        </RailLink>
      ))}
      {isAdministrator && inboxes?.length === 0 && (
        <RailLink>
          <Link to="/app/accounts/$accountId/settings/inboxes/new" params={params} title={say('Add Inbox')}>
            <Plus aria-hidden />
            <RailLabel>{say('Add Inbox')}</RailLabel>
          </Link>
        </RailLink>
      )}
    </Section>
  )
}

/** Those that the signed-in person is in. */
export function Teams() {
  const { accountId } = useSession()
  const { data } = useQuery(teamsQuery(accountId))
  const here = useConversationsView()
  const own = data?.filter((team) => team.is_member) ?? []
  if (own.length === 0) return null
  return (
    <Section title="Teams">
      {own.map(({ id, name }) => (
        <RailLink key={id} active={here?.teamId === id}>
          <Link to="/app/accounts/$accountId/conversations" params={{ accountId: String(accountId) }} search={{ assignee_type: 'all', team_id: id }} title={name}>
            <Users aria-hidden />
            <RailLabel>{name}</RailLabel>
          </Link>
        </RailLink>
      ))}
    </Section>
  )
}

export function Labels() {
  const { accountId } = useSession()
  const { data } = useQuery(labelsQuery(accountId))
  const here = useConversationsView()
  const shown = data?.filter((label) => label.show_on_sidebar) ?? []
  if (shown.length === 0) return null
  return (
    <Section title="Labels">
      {shown.map(({ id, title, color }) => (
        <RailLink key={id} active={here?.label === title}>
          <Link to="/app/accounts/$accountId/conversations" params={{ accountId: String(accountId) }} search={{ assignee_type: 'all', label: title }} title={title}>
            <span className="grid size-4 shrink-0 place-items-center">
              <LabelDot color={color} />
            </span>
            <RailLabel>{title}</RailLabel>
          </Link>
        </RailLink>
      ))}
    </Section>
  )
}
