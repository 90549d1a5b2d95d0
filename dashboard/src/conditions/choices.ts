import { useQuery } from '@tanstack/react-query'
import { agentsQuery } from '../agents/queries.ts'
import { priorities } from '../conversations/priorities.tsx'
import { statuses } from '../conversations/statuses.ts'
import { inboxesQuery } from '../inboxes/queries.ts'
import { labelsQuery } from '../labels/queries.ts'
import { useSession } from '../session.ts'
import { teamsQuery } from '../teams/queries.ts'
import type { Choice } from '../ui/menu.tsx'
import type { Kind, Subject } from './conditions.ts'

const sides = [{ value: 'incoming', label: 'From the customer' }, { value: 'outgoing', label: 'From the team' }]
const answers = [{ value: 'true', label: 'Yes' }, { value: 'false', label: 'No' }]

export type ChoicesOf = (subject: Subject) => Choice<string>[] | null

/** What there is to choose from; null where text is typed. */
export function useChoices(subjects: Subject[]): ChoicesOf {
  const { accountId } = useSession()
  const has = (kind: Kind) => subjects.some((one) => one.kind === kind)
  const { data: inboxes = [] } = useQuery({ ...inboxesQuery(accountId), enabled: has('inbox') })
  const { data: agents = [] } = useQuery({ ...agentsQuery(accountId), enabled: has('agent') })
  const { data: teams = [] } = useQuery({ ...teamsQuery(accountId), enabled: has('team') })
  const { data: labels = [] } = useQuery({ ...labelsQuery(accountId), enabled: has('label') })
  const named = (list: { id: number; name: string }[]) => list.map(({ id, name }) => ({ value: String(id), label: name }))
  return ({ kind, values = [] }) => {
    switch (kind) {
      case 'inbox': return named(inboxes)
      case 'agent': return named(agents)
      case 'team': return named(teams)
      case 'label': return labels.map(({ title }) => ({ value: title, label: title }))
      case 'list': return values.map((value) => ({ value, label: value }))
      case 'status': return [...statuses]
      case 'priority': return [...priorities]
      case 'message_type': return sides
      case 'yes_no': return answers
      case 'text': case 'number': case 'date': return null
    }
  }
}
