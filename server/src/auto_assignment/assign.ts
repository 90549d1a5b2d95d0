import type { Presence } from '../cable/presence.ts'
import { assignTo } from '../conversations/assignment.ts'
import { edit } from '../conversations/edit.ts'
import { loadConversation, type Status } from '../conversations/snapshot.ts'
import { isOrphan, type Db } from '../db/db.ts'
import { systemCause } from '../events/cause.ts'
import { NotFound } from '../http/errors.ts'
import { type Candidate, isFree, listCandidates, maybeWay, type Way } from './candidates.ts'

const batch = 100

/**
 * Gives what waits in an inbox to its agents who are online, in turn (application API §6.1). Conversations in `handed`, which somebody has just
 * handed to a team, go to one of the team whatever the inbox's own setting and their status; those of a team that wants no such thing go to nobody.
 * Ends in the middle once `goesOn` says no.
 */
export async function assignWaiting(db: Db, presence: Presence, inboxId: number, handed: number[] = [], goesOn = () => true): Promise<void> {
  const way = await maybeWay(db.query, inboxId)
  if (!way || (!way.isOn && handed.length === 0)) return
  const isAnyoneFree = (await listCandidates(db.query, way)).some((candidate) => isFree(way, presence, candidate))
  if (isAnyoneFree) await db.transaction(async (query) => {
    // One process at a time, or two would give the same agent more than the limit. Nothing is written on this connection, so that no reader of the log waits for it.
    await query(`select pg_advisory_xact_lock(hashtextextended('assignment in inbox ' || $1::bigint, 0))`, [inboxId])
    const candidates = await listCandidates(db.query, way)
    for (const one of await listHanded(db, way, handed)) if (goesOn()) await giveToNext(db, presence, way, candidates, one, () => true)
    if (way.isOn) await assignOpen(db, presence, way, candidates, goesOn)
  })
}

interface Waiting {
  id: number
  team_id: number | null
}

async function assignOpen(db: Db, presence: Presence, way: Way, candidates: Candidate[], goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    const free = candidates.filter((candidate) => isFree(way, presence, candidate))
    if (free.length === 0) return
    const waiting = await listOpen(db, way, free)
    let given = 0
    for (const one of waiting) if (goesOn()) given += await giveToNext(db, presence, way, candidates, one, (status) => status === 'open') ? 1 : 0
    if (given === 0 || waiting.length < batch) return
  }
}

/** Those that are open and nobody's, of no team or of one that the free candidates are in. */
function listOpen(db: Db, { account_id, inbox_id, longestWaitingFirst }: Way, free: Candidate[]): Promise<Waiting[]> {
  const teams = [...new Set(free.flatMap((candidate) => candidate.teams))]
  return db.query<Waiting>(
    `select c.id, c.team_id from conversations c
      where c.account_id = $1 and c.inbox_id = $2 and c.status = 'open' and c.assignee_id is null and c.assignee_agent_bot_id is null
        and (c.team_id is null or c.team_id = any($3::bigint[]))
      order by ${longestWaitingFirst ? 'c.waiting_since nulls last, ' : ''}c.created_at, c.id limit ${batch}`,
    [account_id, inbox_id, teams])
}

async function listHanded(db: Db, { account_id, inbox_id }: Way, ids: number[]): Promise<Waiting[]> {
  return ids.length === 0 ? [] : db.query<Waiting>(
    `select c.id, c.team_id from conversations c
      where c.account_id = $1 and c.inbox_id = $2 and c.id = any($3::bigint[]) and c.team_id is not null and c.assignee_id is null and c.assignee_agent_bot_id is null
      order by c.id`, [account_id, inbox_id, ids])
}

/** Gives it to whose turn it is, who then is the last in the row. False when there is nobody, or when it is somebody's by now. */
async function giveToNext(
  db: Db, presence: Presence, way: Way, candidates: Candidate[], { id, team_id }: Waiting, isFit: (status: Status) => boolean,
): Promise<boolean> {
  const next = candidates.find((candidate) => isFree(way, presence, candidate) && (team_id === null || candidate.teams.includes(team_id)))
  if (!next || !await give(db, way, id, team_id, next, isFit)) return false
  next.open += 1
  next.recent += 1
  candidates.push(...candidates.splice(candidates.indexOf(next), 1))
  return true
}

/** The conversation and the turn are written together. */
async function give(db: Db, { account_id, inbox_id, fair }: Way, id: number, teamId: number | null, { user_id, user }: Candidate, isFit: (status: Status) => boolean): Promise<boolean> {
  const loaded = await loadConversation(db.query, id, 1)
  if (!loaded) return false
  let isGiven = false
  try {
    await edit(db, systemCause, loaded, (change) => {
      const { conversation } = change.snapshot
      const isWaiting = conversation.assignee_id === null && conversation.assignee_agent_bot_id === null && conversation.team_id === teamId && conversation.inbox_id === inbox_id
      isGiven = isWaiting && isFit(conversation.status)
      if (!isGiven) return null
      assignTo(change, user)
      change.also.push((value) => `turned as (
        insert into assignment_turns (account_id, inbox_id, user_id, last_at) select ${value(account_id)}::bigint, ${value(inbox_id)}::bigint, ${value(user_id)}::bigint, clock_timestamp() from changed
            on conflict (inbox_id, user_id) do update set last_at = excluded.last_at)`)
      if (fair) change.also.push((value) => `shared as (
        insert into recent_assignments (account_id, inbox_id, user_id, assigned_at) select ${value(account_id)}::bigint, ${value(inbox_id)}::bigint, ${value(user_id)}::bigint, now() from changed)`)
      return `Assigned to ${user.name} by auto-assignment`
    })
  } catch (error) {
    // It was deleted, or the agent has left the inbox, a moment ago.
    if (error instanceof NotFound || isOrphan(error)) return false
    throw error
  }
  return isGiven
}
