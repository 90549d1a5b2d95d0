import { useQuery } from '@tanstack/react-query'
import { ChevronDown, Equal, ChevronsUp, ChevronUp, Flag, Plus, Users } from 'lucide-react'
import type { ReactNode } from 'react'
import { LabelChip, LabelDot } from '../labels/chip.tsx'
import { labelsQuery } from '../labels/queries.ts'
import { useSession } from '../session.ts'
import { teamsQuery } from '../teams/queries.ts'
import { Button } from '../ui/button.tsx'
import { type Choice, Menu, MenuChoices, MenuTicks } from '../ui/menu.tsx'
import type { Conversation, Priority } from '../wire.ts'
import { useConversationActions } from './actions.ts'

export const priorities: Choice<Priority>[] = [
  { value: 'urgent', label: 'Urgent', icon: <ChevronsUp aria-hidden className="text-danger!" /> },
  { value: 'high', label: 'High', icon: <ChevronUp aria-hidden className="text-warning!" /> },
  { value: 'medium', label: 'Medium', icon: <Equal aria-hidden /> },
  { value: 'low', label: 'Low', icon: <ChevronDown aria-hidden /> },
]

/** Team, priority and labels, changed where they stand. */
export function Organise({ conversation }: { conversation: Conversation }) {
  return (
    <div className="flex flex-col gap-1 border-t border-border px-4 py-3">
      <Line name="Team">
        <TeamChoice conversation={conversation} />
      </Line>
      <Line name="Priority">
        <PriorityChoice conversation={conversation} />
      </Line>
      <Line name="Labels">
        <Labels conversation={conversation} />
      </Line>
    </div>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-8 items-start gap-2">
      <span className="w-20 shrink-0 pt-1.5 text-sm text-text-2">{name}</span>
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

function Labels({ conversation }: { conversation: Conversation }) {
  const { accountId } = useSession()
  const { data: labels = [] } = useQuery(labelsQuery(accountId))
  const { setLabels } = useConversationActions()
  const { labels: worn } = conversation
  const toggle = (title: string, on: boolean) => void setLabels(conversation, on ? [...worn, title] : worn.filter((one) => one !== title))
  return (
    <div className="flex flex-wrap items-center gap-1 py-0.5">
      {worn.map((title) => (
        <LabelChip key={title} title={title} onRemove={() => toggle(title, false)} />
      ))}
      <Menu
        className="w-56"
        trigger={
          <Button look="ghost" size="sm" icon={<Plus aria-hidden />} className={worn.length === 0 ? '-ms-2' : ''}>
            Add label
          </Button>
        }
      >
        <MenuTicks
          label="Labels"
          none="No label yet. An administrator adds them under Settings, Labels."
          choices={labels.map(({ title, color }) => ({ value: title, label: title, icon: <LabelDot color={color} /> }))}
          isOn={(title) => worn.includes(title)}
          onChange={toggle}
        />
      </Menu>
    </div>
  )
}
