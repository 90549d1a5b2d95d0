import { useQuery } from '@tanstack/react-query'
import { ChevronDown, UserRoundCheck, UserRoundPlus } from 'lucide-react'
import { useSession } from '../session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { Menu, MenuChoices, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import type { Conversation } from '../wire.ts'
import { useConversationActions } from './actions.ts'
import { assignableAgentsQuery } from './queries.ts'

/** Who has the conversation; hands it to somebody else, to nobody or to oneself. */
export function AssigneeMenu({ conversation }: { conversation: Conversation }) {
  const { accountId, profile } = useSession()
  const { data: agents } = useQuery(assignableAgentsQuery(accountId, conversation.inbox_id))
  const { assign } = useConversationActions()
  const { assignee } = conversation.meta
  const name = assignee ? assignee.available_name || assignee.name : null
  const me = agents?.find(({ id }) => id === profile.id)
  return (
    <Menu
      align="end"
      className="w-60"
      trigger={
        <Button look="ghost" aria-label={name ? `Assigned to ${name}` : 'Unassigned'} className="min-w-0 max-w-44 max-md:shrink-0 max-md:px-2!">
          {assignee ? <Avatar name={name ?? ''} url={assignee.thumbnail} size={20} /> : <UserRoundPlus aria-hidden className="text-text-3" />}
          <span className="truncate max-lg:hidden">{name ?? 'Unassigned'}</span>
          <ChevronDown aria-hidden className="text-text-3 max-lg:hidden" />
        </Button>
      }
    >
      {me && assignee?.id !== me.id && (
        <>
          <MenuItem icon={<UserRoundCheck aria-hidden />} onClick={() => void assign(conversation, me)}>
            Assign to me
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      <MenuChoices
        label="Assigned to"
        value={String(assignee?.id ?? '')}
        choices={[
          { value: '', label: 'Nobody' },
          ...(agents ?? []).map((agent) => ({
            value: String(agent.id),
            label: agent.available_name || agent.name,
            icon: <Avatar name={agent.available_name || agent.name} url={agent.thumbnail} size={20} presence={agent.availability_status} />,
          })),
        ]}
        onChange={(id) => void assign(conversation, agents?.find((agent) => String(agent.id) === id) ?? null)}
      />
    </Menu>
  )
}
