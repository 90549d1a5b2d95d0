import type { Db, Query } from '../db/db.ts'
import { systemCause, type Cause } from '../events/cause.ts'
import { NotFound } from '../http/errors.ts'
import { ring } from '../jobs/bell.ts'
import { endTurn, passTurn, takeTurn } from '../jobs/turns.ts'
import { changeConversation, type Change } from './change.ts'
import { emitConversationChanges } from './effects.ts'
import { loadConversation } from './snapshot.ts'

/** The columns that say who has a conversation, and what its snapshot shows of them. */
const shown = { team_id: 'team', assignee_id: 'assignee', assignee_agent_bot_id: 'assignee_bot' } as const
type HeldBy = keyof typeof shown

interface Release {
  id: number
  account_id: number
  held_by: HeldBy
  holder_id: number
  cause: Cause
}

export const releasing = 'release conversations'
const atOnce = 100
/** In seconds: longer than so many take. */
const claimedFor = 60

/**
 * Notes down, in the transaction that deletes a team, a user or a bot, that its conversations are nobody's from then on: each is changed in the
 * background, with its events. Until then it shows nobody in that place.
 */
export async function noteRelease(query: Query, cause: Cause, held_by: HeldBy, holderId: number, accountIds: number[]): Promise<void> {
  const { key: _, ...actor } = cause
  await query(
    `insert into conversation_releases (account_id, held_by, holder_id, cause) select id, $2, $3, $4 from accounts where id = any($1::bigint[])`,
    [accountIds, held_by, holderId, JSON.stringify(actor)])
}

/** To be called after the commit. */
export const releaseSoon = (db: Db) => ring(db, releasing)

/** The accounts in which the bot has a conversation. */
export async function accountsWithBot(query: Query, botId: number): Promise<number[]> {
  return (await query<{ account_id: number }>('select distinct account_id from conversations where assignee_agent_bot_id = $1', [botId])).map(({ account_id }) => account_id)
}

/** Does what was noted down, a hundred conversations of each account in turn. What was left when the server stopped goes on when it is back. */
export async function releaseConversations(db: Db, stop?: AbortSignal): Promise<void> {
  while (!stop?.aborted) {
    const release = await takeTurn<Release>(db.query, 'conversation_releases', claimedFor, 'q.*')
    if (!release) return
    const { account_id, held_by, holder_id } = release
    const held = await db.query<{ id: number }>(`select id from conversations where account_id = $1 and ${held_by} = $2 limit ${atOnce}`, [account_id, holder_id])
    for (const { id } of held) await releaseOne(db, release, id)
    await (held.length < atOnce ? endTurn : passTurn)(db.query, 'conversation_releases', release.id)
  }
}

/**
 * Whoever gave a conversation to a team or a bot at the moment at which it was deleted has done so in vain: that is found here. So is what a user had in
 * an account that he had left before he was deleted.
 */
export async function releaseForgotten(db: Db): Promise<void> {
  const forgotten = await db.query<{ account_id: number; held_by: HeldBy; holder_id: number }>(
    `select distinct account_id, 'team_id' as held_by, team_id as holder_id from conversations c where team_id is not null and not exists (select from teams t where t.id = c.team_id)
     union all
     select distinct account_id, 'assignee_agent_bot_id', assignee_agent_bot_id from conversations c
      where assignee_agent_bot_id is not null and not exists (select from agent_bots b where b.id = c.assignee_agent_bot_id)
     union all
     select distinct account_id, 'assignee_id', assignee_id from conversations c where assignee_id is not null and not exists (select from users u where u.id = c.assignee_id)`, [])
  for (const { account_id, held_by, holder_id } of forgotten) await noteRelease(db.query, systemCause, held_by, holder_id, [account_id])
  if (forgotten.length > 0) releaseSoon(db)
}

async function releaseOne(db: Db, { held_by, holder_id, cause }: Release, id: number): Promise<void> {
  const loaded = await loadConversation(db.query, id)
  if (!loaded) return
  await changeConversation(db, cause, loaded, (change) => {
    if (change.snapshot.conversation[held_by] !== holder_id) return
    take(change, held_by)
    emitConversationChanges(change)
  }).catch((error: unknown) => {
    // Deleted meanwhile.
    if (!(error instanceof NotFound)) throw error
  })
}

function take({ snapshot }: Change, heldBy: HeldBy): void {
  snapshot.conversation[heldBy] = null
  snapshot[shown[heldBy]] = null
}
