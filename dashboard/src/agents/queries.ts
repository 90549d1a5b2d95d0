import { queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Agent, Role } from '../wire.ts'

export const agentsQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['agents', accountId],
    queryFn: ({ signal }) => get<Agent[]>(accountPath(accountId, 'agents'), {}, signal),
  })

export interface NewAgent {
  name: string
  email: string
  role: Role
  /** The first password of somebody new to this installation; somebody who is known here keeps their own. */
  password: string
}

export async function createAgent(accountId: number, input: NewAgent) {
  const agent = await post<Agent>(accountPath(accountId, 'agents'), input)
  await queryClient.invalidateQueries(agentsQuery(accountId))
  return agent
}

export async function setAgentRole(accountId: number, agentId: number, role: Role) {
  await patch(accountPath(accountId, `agents/${agentId}`), { role })
  await queryClient.invalidateQueries(agentsQuery(accountId))
}

/** Takes the person out of the account; the conversations stay. */
export async function removeAgent(accountId: number, agentId: number) {
  await del(accountPath(accountId, `agents/${agentId}`))
  await queryClient.invalidateQueries(agentsQuery(accountId))
}
