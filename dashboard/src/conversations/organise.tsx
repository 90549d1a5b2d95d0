import { useQuery } from '@tanstack/react-query'
import { ChevronDown, Flag, Users } from 'lucide-react'
import type { ReactNode } from 'react'
import { LabelSet } from '../labels/label_set.tsx'
import { MacroMenu } from '../macros/run.tsx'
import { useSession } from '../session.ts'
import { teamsQuery } from '../teams/queries.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuChoices } from '../ui/menu.tsx'
import type { Conversation } from '../wire.ts'
import { useConversationActions } from './actions.ts'
import { Participants } from './participants.tsx'
import { priorities } from './priorities.tsx'

/** Team, priority and labels, changed where they stand. */
export function Organise({ conversation }: { conversation: Conversation }) {
  const { setLabels } = useConversationActions()
  return (
    <div className="flex flex-col gap-1 border-t border-border px-4 py-3">
      <Line name="Team">
        <TeamChoice conversation={conversation} />
      </Line>
      <Line name="Priority">
        <PriorityChoice conversation={conversation} />
      </Line>
      <Line name="Labels">
        <LabelSet worn={conversation.labels} onChange={(labels) => void setLabels(conversation, labels)} />
      </Line>
      <Line name="Participants">
        <Participants conversation={conversation} />
      </Line>
      <MacroMenu conversationId={conversation.id} />
    </div>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-8 items-start gap-2">
      <span className="w-20 shrink-0 pt-1.5 text-sm text-text-2 touch:pt-3">{name}</span>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  )
}

function Trigger({ icon, label, text, ...props }: { icon: ReactNode; label: string; text: string } & Record<string, unknown>) {
  return (
    <Button look="ghost" aria-label={`${label}: ${text}`} className="-ms-2 max-w-full px-2!" {...props}>
      {icon}
      <span className="truncate">{text}</span>
      <ChevronDown aria-hidden className="text-text-3" />
    </Button>
  )
}

function TeamChoice({ conversation }: { conversation: Conversation }) {
  const { accountId } = useSession()
  const { data: teams = [] } = useQuery(teamsQuery(accountId))
  const { assignTeam } = useConversationActions()
  const { team } = conversation.meta
  return (
    <Menu className="w-56" trigger={<Trigger icon={<Users aria-hidden className="text-text-3" />} label="Team" text={team?.name ?? 'None'} />}>
      <MenuChoices
        label="Team"
        value={String(team?.id ?? '')}
        choices={[{ value: '', label: 'None' }, ...teams.map(({ id, name }) => ({ value: String(id), label: name }))]}
        onChange={(id) => void assignTeam(conversation, teams.find((one) => String(one.id) === id) ?? null)}
      />
    </Menu>
  )
}

function PriorityChoice({ conversation }: { conversation: Conversation }) {
  const { setPriority } = useConversationActions()
  const choice = priorities.find(({ value }) => value === conversation.priority)
  return (
    <Menu className="w-56" trigger={<Trigger icon={choice?.icon ?? <Flag aria-hidden className="text-text-3" />} label="Priority" text={choice?.label ?? 'None'} />}>
      <MenuChoices
        label="Priority"
        value={conversation.priority ?? 'none'}
        choices={[{ value: 'none', label: 'None' }, ...priorities]}
        onChange={(next) => void setPriority(conversation, next === 'none' ? null : next)}
      />
    </Menu>
  )
}
