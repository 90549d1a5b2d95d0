import type { TestApp } from './harness.ts'

/** The cast: acme with Maya (administrator) and Noah (agent), its inbox, and a customer Omar with a conversation. */
export interface World {
  account: number
  maya: Person
  noah: Person
  inbox: { id: number; identifier: string; secret: string; hmac_token: string }
  omar: { source_id: string; pubsub_token: string; id: number }
  conversation: number
}

export interface Person {
  id: number
  email: string
  token: string
  pubsub_token: string
}

export const password = 'Correct-horse-9'

/** Makes the cast through the doors that people use. `name` tells several accounts of one installation apart. Conversations wait for whom a test gives them to. */
export async function makeWorld(app: TestApp, name = 'acme', inbox: Record<string, unknown> = {}): Promise<World> {
  const signup = await app.call('POST', '/api/v1/accounts', {
    body: { account_name: name, user_full_name: 'Maya Lind', email: `maya@${name}.test`, password },
  })
  const maya = personOf(signup.body.data)
  const account = signup.body.data.account_id as number
  const api = `/api/v1/accounts/${account}`
  const noah = await addAgent(app, api, maya.token, 'Noah Berg', `noah@${name}.test`)
  const made = await app.call('POST', `${api}/inboxes`, { token: maya.token, body: { name: 'Web app', enable_auto_assignment: false, channel: { type: 'api', ...inbox } } })
  const { id, inbox_identifier: identifier, secret, hmac_token } = made.body
  await app.call('POST', `${api}/inbox_members`, { token: maya.token, body: { inbox_id: id, user_ids: [noah.id] } })
  const client = `/public/api/v1/inboxes/${identifier}`
  const omar = (await app.call('POST', `${client}/contacts`, { body: { name: 'Omar', email: `omar@${name}.test` } })).body
  const conversation = (await app.call('POST', `${client}/contacts/${omar.source_id}/conversations`)).body.id as number
  return { account, maya, noah, inbox: { id, identifier, secret, hmac_token }, omar, conversation }
}

export async function addAgent(app: TestApp, api: string, token: string, name: string, email: string, role = 'agent'): Promise<Person> {
  const agent = await app.call('POST', `${api}/agents`, { token, body: { name, email, role, password } })
  if (agent.status !== 200) throw new Error(`cannot add ${email}: ${JSON.stringify(agent.body)}`)
  const signedIn = await app.call('POST', '/auth/sign_in', { body: { email, password } })
  return personOf(signedIn.body.data)
}

const personOf = (data: { id: number; email: string; access_token: string; pubsub_token: string }): Person =>
  ({ id: data.id, email: data.email, token: data.access_token, pubsub_token: data.pubsub_token })
