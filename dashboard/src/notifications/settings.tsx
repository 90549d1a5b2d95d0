import { useQuery } from '@tanstack/react-query'
import { say } from '../brand.ts'
import { useSession } from '../session.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { SkeletonForm } from '../ui/skeleton.tsx'
import { toastError } from '../ui/toast.tsx'
import { notificationSettingsQuery, setMailed } from './queries.ts'

/** What there is to be told of, in the order of how close it is. */
const kinds: { flag: string; label: string; hint?: string }[] = [
  { flag: 'email_conversation_mention', label: 'Somebody mentions you in a private note' },
  { flag: 'email_conversation_assignment', label: 'A conversation is assigned to you' },
  { flag: 'email_assigned_conversation_new_message', label: 'A new message in a conversation of yours' },
  { flag: 'email_participating_conversation_new_message', label: 'A new message in a conversation that you take part in' },
  { flag: 'email_conversation_creation', label: 'A conversation begins in an inbox that you are in', hint: 'Only then does it stand under Notifications, too.' },
]

/** Of what the signed-in person is told by e-mail, in this account. A tick is saved at once. */
export function NotificationMails() {
  const { accountId } = useSession()
  const { data, error, refetch } = useQuery(notificationSettingsQuery(accountId))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonForm fields={2} label="Loading notification settings" />
  return (
    <fieldset className="flex flex-col gap-3 touch:gap-5">
      <legend className="sr-only">By e-mail</legend>
      {kinds
        .filter(({ flag }) => data.all_email_flags.includes(flag))
        .map(({ flag, label, hint }) => (
          <Checkbox key={flag} label={say(label)} hint={hint} checked={data.selected_email_flags.includes(flag)} onChange={({ target }) => void setMailed(accountId, flag, target.checked).catch(toastError)} />
        ))}
    </fieldset>
  )
}
