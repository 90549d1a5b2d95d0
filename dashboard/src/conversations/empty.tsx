import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Inbox, MessagesSquare } from 'lucide-react'
import { say } from '../brand.ts'
import { inboxesQuery } from '../inboxes/queries.ts'
import { useSession } from '../session.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { statusLabel, useSetFilter } from './filters.tsx'
import { SnippetsLink, useSilentInbox } from './first_message.tsx'
import type { ConversationFilter } from './placement.ts'

/** Why there is nothing to see, and what to do about it. */
export function NoConversations({ filter }: { filter: ConversationFilter }) {
  const { accountId, isAdministrator } = useSession()
  const { data: inboxes } = useQuery(inboxesQuery(accountId))
  const setFilter = useSetFilter()
  const silent = useSilentInbox(filter)
  if (inboxes?.length === 0) return <NoInbox accountId={accountId} isAdministrator={isAdministrator} />
  if (silent) {
    return (
      <EmptyState
        icon={<MessagesSquare aria-hidden />}
        title="No conversations yet"
        text="One appears here the moment a customer writes."
        action={isAdministrator && <SnippetsLink accountId={accountId} inbox={silent} className={`${buttonClass()} md:hidden`}>Show the code to try it</SnippetsLink>}
      />
    )
  }

  if (filter.conditions) {
    return (
      <EmptyState
        icon={<MessagesSquare aria-hidden />}
        title="The filter lets no conversation through"
        text="One appears here as soon as it fits."
        action={<Button onClick={() => setFilter({ filter: undefined, view: undefined })}>Show all conversations</Button>}
      />
    )
  }
  if (filter.conversation_type) {
    const { title, text } = kindWords[filter.conversation_type]
    return <EmptyState icon={<MessagesSquare aria-hidden />} title={title} text={text} action={filter.status !== 'all' && <Button onClick={() => setFilter({ status: 'all' })}>Show every status</Button>} />
  }
  const kind = filter.status === 'all' ? '' : `${statusLabel(filter.status).toLowerCase()} `
  if (filter.assignee_type !== 'all') {
    const isMine = filter.assignee_type === 'me'
    return (
      <EmptyState
        icon={<MessagesSquare aria-hidden />}
        title={isMine ? `No ${kind}conversation is yours` : `No ${kind}conversation waits for an owner`}
        text={isMine ? 'What is assigned to you stands here.' : 'Every one of them is assigned to somebody.'}
        action={<Button onClick={() => setFilter({ assignee_type: 'all' })}>Show all</Button>}
      />
    )
  }
  return (
    <EmptyState
      icon={<MessagesSquare aria-hidden />}
      title={`No ${kind}conversations`}
      text={filter.status === 'open' || filter.status === 'all' ? 'A conversation appears here the moment a customer writes.' : `Nothing is ${kind}at the moment.`}
      action={filter.status !== 'all' && <Button onClick={() => setFilter({ status: 'all' })}>Show every status</Button>}
    />
  )
}

const kindWords = {
  mention: { title: 'Nobody has mentioned you', text: 'Where a colleague writes @ and your name in a private note, the conversation appears here.' },
  participating: { title: 'You take part in none', text: 'Add yourself to the participants beside a conversation to be told of its messages.' },
  unattended: { title: 'Nobody waits', text: 'Every customer has had an answer.' },
}

function NoInbox({ accountId, isAdministrator }: { accountId: number; isAdministrator: boolean }) {
  if (!isAdministrator) {
    return <EmptyState icon={<Inbox aria-hidden />} title={say('You are not in an inbox yet')} text="Ask an administrator to add you to one. Its conversations then appear here." />
  }
  return (
    <EmptyState
      icon={<Inbox aria-hidden />}
      title={say('There is no inbox yet')}
      text={say('Customers reach you through an inbox. Add one, and their conversations appear here.')}
      action={
        <Link to="/app/accounts/$accountId/settings/inboxes/new" params={{ accountId: String(accountId) }} className={buttonClass('primary')}>
          {say('Add Inbox')}
        </Link>
      }
    />
  )
}
