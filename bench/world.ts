import type { BenchServer } from './server.ts'

export interface BenchWorld {
  account: number
  token: string
  user: { id: number; pubsub_token: string }
  inbox: { id: number; identifier: string }
  /** One session with one conversation each. */
  conversations: { source_id: string; pubsub_token: string; id: number }[]
}

/** An account with an inbox and `count` customers, made through the doors. */
export async function makeWorld(server: BenchServer, count: number): Promise<BenchWorld> {
  const { data } = await server.post('/api/v1/accounts', { account_name: 'Bench', user_full_name: 'Bea', email: 'bea@bench.test', password: 'Correct-horse-9' })
  const made = await server.post(`/api/v1/accounts/${data.account_id}/inboxes`, { name: 'Bench', channel: { type: 'api' } }, data.access_token)
  const client = `/public/api/v1/inboxes/${made.inbox_identifier}/contacts`
  const conversations = []
  for (let index = 0; index < count; index++) {
    const { source_id, pubsub_token } = await server.post(client, { name: `Customer ${index}` })
    const { id } = await server.post(`${client}/${source_id}/conversations`)
    conversations.push({ source_id, pubsub_token, id })
  }
  return {
    account: data.account_id, token: data.access_token, user: { id: data.id, pubsub_token: data.pubsub_token },
    inbox: { id: made.id, identifier: made.inbox_identifier }, conversations,
  }
}
