import type { Agent } from '../agents/agents.ts'
import type { Db, Query } from '../db/db.ts'
import { NotFound } from '../http/errors.ts'
import type { MessageSnapshot } from '../messages/message.ts'
import { teamView, type TeamView } from '../teams/wire.ts'
import { assignedBot, inboxObject, messageObject, userColumns, type ConversationSnapshot } from './snapshot.ts'

/** A conversation as lists show it. */
export interface ConversationView extends Pick<ConversationSnapshot, 'inbox' | 'contact' | 'contact_inbox' | 'conversation' | 'assignee_bot'> {
  /** The assignee as a member; null when unassigned or gone from the account. */
  agent: Agent | null
  /** As whoever looks sees it. */
  team: TeamView | null
  newest: MessageSnapshot | null
  newest_non_activity: MessageSnapshot | null
}

/** `viewer`: the parameter with the id of the user who looks. */
const viewColumns = (viewer: string) => `
  ${inboxObject} as inbox,
  row_to_json(p) as contact, row_to_json(ci) as contact_inbox, row_to_json(c) as conversation,
  ${assignedBot} as assignee_bot,
  (select ${teamView(viewer)} from teams t where t.id = c.team_id) as team,
  (select json_build_object(${userColumns}, 'account_id', m.account_id, 'provider', u.provider, 'confirmed', u.confirmed_at is not null,
       'custom_attributes', u.custom_attributes, 'role', m.role, 'availability', m.availability, 'auto_offline', m.auto_offline)
     from account_users m join users u on u.id = m.user_id where m.account_id = c.account_id and m.user_id = c.assignee_id) as agent,
  (select ${messageObject} from messages m where m.id = c.last_message_id) as newest,
  case when c.last_non_activity_message_id <> c.last_message_id
    then (select ${messageObject} from messages m where m.id = c.last_non_activity_message_id) end as newest_non_activity`
const viewJoins = `
  join inboxes i on i.id = c.inbox_id join contacts p on p.id = c.contact_id join contact_inboxes ci on ci.id = c.contact_inbox_id`

const manyViews = `
  select ${viewColumns('$2::bigint')} from unnest($1::bigint[]) with ordinality wanted (id, n) join conversations c on c.id = wanted.id ${viewJoins} order by wanted.n`

/** Conversations as lists show them, in the order of the row ids: after a list has let the caller through. */
export async function viewConversations(db: Pick<Db, 'query'>, ids: number[], viewerId: number | null): Promise<ConversationView[]> {
  return ids.length === 0 ? [] : (await db.query<ConversationView>(manyViews, [ids, viewerId])).map(asSeen)
}

/** One conversation as lists show it, by its row id: after a finder has let the caller through. */
export async function viewConversation(query: Query, id: number, viewerId: number | null): Promise<ConversationView> {
  const [view] = await query<ConversationView>(oneView, [id, viewerId])
  if (!view) throw new NotFound()
  return asSeen(view)
}

/** Most conversations end with a message that is no activity: it is read once. */
function asSeen(view: ConversationView): ConversationView {
  const { last_message_id, last_non_activity_message_id } = view.conversation
  return last_message_id === last_non_activity_message_id ? { ...view, newest_non_activity: view.newest } : view
}

const oneView = `select ${viewColumns('$2::bigint')} from conversations c ${viewJoins} where c.id = $1`
