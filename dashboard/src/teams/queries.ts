import { queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Agent, Wire } from '../wire.ts'

/** Application API §4.2. */
export type Team = Wire<'Team'>

export const teamsQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['teams', accountId],
    queryFn: ({ signal }) => get<Team[]>(accountPath(accountId, 'teams'), {}, signal),
  })

export const teamMembersQuery = (accountId: number, teamId: number) =>
  queryOptions({
    queryKey: ['teams', accountId, teamId, 'members'],
    queryFn: ({ signal }) => get<Agent[]>(accountPath(accountId, `teams/${teamId}/team_members`), {}, signal),
  })

export type TeamInput = Pick<Team, 'name' | 'description' | 'allow_auto_assign'>

/** Saves the team and the exact list of its members. */
export async function saveTeam(accountId: number, id: number | undefined, input: TeamInput, userIds: number[]) {
  const team = await (id === undefined ? post<Team>(accountPath(accountId, 'teams'), input) : patch<Team>(accountPath(accountId, `teams/${id}`), input))
  await patch(accountPath(accountId, `teams/${team.id}/team_members`), { user_ids: userIds })
  await queryClient.invalidateQueries({ queryKey: ['teams', accountId] })
}

export async function deleteTeam(accountId: number, id: number) {
  await del(accountPath(accountId, `teams/${id}`))
  await queryClient.invalidateQueries({ queryKey: ['teams', accountId] })
}
