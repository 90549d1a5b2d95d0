import type { Wire } from '../wire.ts'

/** What a rule or a macro does with a conversation (application API §4.9). */
export type Action = Wire<'Action'>

/** A file that an action sends; its blob id is the action's parameter. */
export type ActionFile = Pick<Wire<'MacroFile'>, 'blob_id' | 'filename'>

type Param = 'none' | 'agent' | 'team' | 'labels' | 'status' | 'priority' | 'text' | 'url' | 'email' | 'team_mail' | 'file' | 'fixed'

export interface ActionKind {
  name: string
  label: string
  param: Param
  /** Not for macros. */
  isForRules?: true
}

/** `fixed`, of those that are not known here: kept as it is. */
export const actionKinds: ActionKind[] = [
  { name: 'assign_agent', label: 'Assign to agent', param: 'agent' },
  { name: 'assign_team', label: 'Assign to team', param: 'team' },
  { name: 'remove_assigned_agent', label: 'Take from its agent', param: 'none' },
  { name: 'remove_assigned_team', label: 'Take from its team', param: 'none' },
  { name: 'add_label', label: 'Add labels', param: 'labels' },
  { name: 'remove_label', label: 'Remove labels', param: 'labels' },
  { name: 'change_priority', label: 'Set the priority', param: 'priority' },
  { name: 'change_status', label: 'Set the status', param: 'status' },
  { name: 'resolve_conversation', label: 'Resolve', param: 'none' },
  { name: 'open_conversation', label: 'Open', param: 'none', isForRules: true },
  { name: 'pending_conversation', label: 'Set pending', param: 'none', isForRules: true },
  { name: 'snooze_conversation', label: 'Snooze until the next reply', param: 'none' },
  { name: 'mute_conversation', label: 'Mute', param: 'none' },
  { name: 'send_message', label: 'Send a message', param: 'text' },
  { name: 'add_private_note', label: 'Add a private note', param: 'text' },
  { name: 'send_webhook_event', label: 'Post to an address', param: 'url' },
  { name: 'send_email_transcript', label: 'Mail the transcript', param: 'email' },
  { name: 'send_email_to_team', label: 'Mail a team', param: 'team_mail', isForRules: true },
  { name: 'send_attachment', label: 'Send a file', param: 'file' },
]

export const kindOf = (name: string): ActionKind => actionKinds.find((kind) => kind.name === name) ?? { name, label: name, param: 'fixed' }

/** The action without what was chosen for another kind. */
export const emptyAction = (name: string): Action => ({ action_name: name, action_params: kindOf(name).param === 'priority' ? ['high'] : kindOf(name).param === 'status' ? ['resolved'] : [] })

/** What is missing, in words for the form. */
export function actionProblem({ action_name, action_params: [value] }: Action): string | null {
  const missing = value === undefined || String(value).trim() === ''
  switch (kindOf(action_name).param) {
    case 'agent': return missing ? 'Choose an agent.' : null
    case 'team': return missing ? 'Choose a team.' : null
    case 'labels': return missing ? 'Choose a label.' : null
    case 'text': return missing ? 'Write what to say.' : null
    case 'url': return /^https?:\/\/./i.test(String(value ?? '')) ? null : 'Enter an address that begins with http:// or https://.'
    case 'email': return /^\S+@\S+$/.test(String(value ?? '').trim()) ? null : 'Enter an e-mail address.'
    case 'team_mail': return teamMailOf(value).team_ids.length === 0 ? 'Choose a team.' : null
    case 'file': return missing ? 'Choose a file.' : null
    case 'none': case 'status': case 'priority': case 'fixed': return null
  }
}

/** The one parameter of a mail to teams. */
export function teamMailOf(value: unknown): { team_ids: number[]; message: string } {
  const { team_ids, message } = (typeof value === 'object' && value !== null ? value : {}) as { team_ids?: unknown; message?: unknown }
  return { team_ids: Array.isArray(team_ids) ? team_ids.map(Number) : [], message: typeof message === 'string' ? message : '' }
}
