import { useQuery } from '@tanstack/react-query'
import { agentsQuery } from '../agents/queries.ts'
import { priorities } from '../conversations/priorities.tsx'
import { statuses } from '../conversations/statuses.ts'
import { LabelSet } from '../labels/label_set.tsx'
import { useSession } from '../session.ts'
import { teamsQuery } from '../teams/queries.ts'
import { TextArea, TextInput } from '../ui/field.tsx'
import { ManyChoice } from '../ui/many_choice.tsx'
import { Select } from '../ui/select.tsx'
import { FileParam } from './file_param.tsx'
import { type Action, type ActionFile, kindOf, teamMailOf } from './kinds.ts'

const choices = [{ value: 'nil', label: 'None' }, ...priorities]

/** With what an action is done. */
export function ActionParam({ action: { action_name, action_params }, files, number, ofMacro, onChange }: {
  action: Action
  files: ActionFile[]
  number: number
  ofMacro: boolean
  onChange: (params: unknown[]) => void
}) {
  const { accountId } = useSession()
  const { param } = kindOf(action_name)
  const { data: agents = [] } = useQuery({ ...agentsQuery(accountId), enabled: param === 'agent' })
  const { data: teams = [] } = useQuery({ ...teamsQuery(accountId), enabled: param === 'team' || param === 'team_mail' })
  const value = action_params[0] === undefined || action_params[0] === null ? '' : String(action_params[0])
  const label = `What action ${number} needs`
  const text = { 'aria-label': label, value, onChange: (event: { target: { value: string } }) => onChange([event.target.value]) }
  switch (param) {
    case 'none': return null
    case 'fixed': return <p className="text-sm text-text-2">{`Set over the API: ${JSON.stringify(action_params).slice(0, 200)}`}</p>
    case 'agent': {
      const people = agents.map(({ id, name }) => ({ value: String(id), label: name }))
      return <Select label={label} value={value} options={[...(ofMacro ? [{ value: 'self', label: 'Whoever runs it' }] : []), ...people]} onChange={(id) => onChange([id === 'self' ? id : Number(id)])} />
    }
    case 'team': return <Select label={label} value={value} options={teams.map(({ id, name }) => ({ value: String(id), label: name }))} onChange={(id) => onChange([Number(id)])} />
    case 'team_mail': {
      const mail = teamMailOf(action_params[0])
      return (
        <>
          <ManyChoice
            label={`Teams that action ${number} mails`}
            values={mail.team_ids.map(String)}
            choices={teams.map(({ id, name }) => ({ value: String(id), label: name }))}
            none="No team yet. An administrator adds them under Settings, Teams."
            onChange={(ids) => onChange([{ ...mail, team_ids: ids.map(Number) }])}
          />
          <TextArea rows={2} dir="auto" className="min-h-14!" aria-label={label} placeholder="What the mail says" value={mail.message} onChange={({ target }) => onChange([{ ...mail, message: target.value }])} />
        </>
      )
    }
    case 'file': return <FileParam blobId={value} files={files} label={label} onChange={(blobId) => onChange([blobId])} />
    case 'labels': return <LabelSet worn={action_params.map(String)} onChange={onChange} />
    case 'status': return <Select label={label} value={value} options={[...statuses]} onChange={(next) => onChange([next])} />
    case 'priority': return <Select label={label} value={value} options={choices} onChange={(next) => onChange([next])} />
    case 'text': return <TextArea rows={2} dir="auto" className="min-h-14!" {...text} />
    case 'url': return <TextInput type="url" inputMode="url" spellCheck={false} placeholder="https://example.com/hook" {...text} />
    case 'email': return <TextInput type="email" inputMode="email" placeholder="ada@example.com" {...text} />
  }
}
