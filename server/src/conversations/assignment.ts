import type { BotSnapshot } from '../agent_bots/snapshot.ts'
import type { Db } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import type { UserSnapshot } from '../users/users.ts'
import type { Change } from './change.ts'
import { edit } from './edit.ts'
import type { LoadedConversation } from './snapshot.ts'

export interface TeamSnapshot { id: number; name: string }

/** Gives the conversation to an agent, or to nobody. A bot that had it gives it up (application API §6.1). */
export function assign(db: Db, cause: Cause, loaded: LoadedConversation, assignee: UserSnapshot | null) {
  return edit(db, cause, loaded, (change) => {
    const { assignee_id, assignee_agent_bot_id } = change.snapshot.conversation
    if (assignee_id === (assignee?.id ?? null) && assignee_agent_bot_id === null) return null
    assignTo(change, assignee)
    if (!assignee) return `Conversation unassigned by ${cause.name ?? 'the system'}`
    if (assignee.id === cause.id && (cause.type === 'user' || cause.type === 'api')) return `${cause.name} self-assigned this conversation`
    return `Assigned to ${assignee.name} by ${cause.name ?? 'the system'}`
  })
}

/** Gives the conversation to a bot, which takes the place of an agent. */
export function assignBot(db: Db, cause: Cause, loaded: LoadedConversation, bot: BotSnapshot) {
  return edit(db, cause, loaded, (change) => {
    if (change.snapshot.conversation.assignee_agent_bot_id === bot.id) return null
    Object.assign(change.snapshot.conversation, { assignee_id: null, assignee_agent_bot_id: bot.id })
    Object.assign(change.snapshot, { assignee: null, assignee_bot: bot })
    return `Assigned to ${bot.name ?? 'a bot'} by ${cause.name ?? 'the system'}`
  })
}

/** Gives the conversation to a team, or takes it from its team. An agent who is not in the team gives it up (application API §6.1). */
export function assignTeam(db: Db, cause: Cause, loaded: LoadedConversation, team: TeamSnapshot | null) {
  return edit(db, cause, loaded, async (change) => {
    const { conversation } = change.snapshot
    const before = change.snapshot.team
    if (conversation.team_id === (team?.id ?? null)) return null
    conversation.team_id = team?.id ?? null
    Object.assign(change.snapshot, { team: team && { id: team.id, name: team.name } })
    const { assignee } = change.snapshot
    if (assignee && !(await keptAssignee(db, team, assignee))) assignTo(change, null)
    const who = cause.name ?? 'the system'
    return team ? `Assigned to ${team.name} by ${who}` : `Unassigned from ${before?.name ?? 'its team'} by ${who}`
  })
}

/** The same within a change that does more. */
export function assignTo(change: Change, assignee: UserSnapshot | null): void {
  Object.assign(change.snapshot.conversation, { assignee_id: assignee?.id ?? null, assignee_agent_bot_id: null })
  Object.assign(change.snapshot, { assignee, assignee_bot: null })
}

/** Whom a team leaves a conversation with: an agent who is not in it gives it up. */
export const keptAssignee = async (db: Db, team: TeamSnapshot | null, assignee: UserSnapshot | null): Promise<UserSnapshot | null> =>
  (team && assignee && !(await isInTeam(db, team.id, assignee.id)) ? null : assignee)

async function isInTeam(db: Db, teamId: number, userId: number): Promise<boolean> {
  const found = await db.query('select 1 from team_members where team_id = $1 and user_id = $2', [teamId, userId])
  return found.length > 0
}
