import createClient from 'openapi-fetch'
import type { paths } from 'parley'

// What a developer writes against the generated types; client.test.ts makes them of /openapi.json, checks this file against them and runs it.

/** The story of the documents: an account, an inbox, a customer who asks, an agent who answers and resolves. Answers what both sides read. */
export async function story(baseUrl: string, password: string) {
  const guest = createClient<paths>({ baseUrl })
  const signUp = await guest.POST('/api/v1/accounts', { body: { account_name: 'Generated', user_full_name: 'Gina Generated', email: 'gina@generated.test', password } })
  const { access_token, account_id } = dataOf(signUp)
  const agent = createClient<paths>({ baseUrl, headers: { api_access_token: access_token } })
  const account = { account_id }

  const inbox = ok(await agent.POST('/api/v1/accounts/{account_id}/inboxes', { params: { path: account }, body: { name: 'App', channel: { type: 'api' } } }))
  const inbox_id = inbox.inbox_identifier
  const contact = ok(await guest.POST('/public/api/v1/inboxes/{inbox_id}/contacts', { params: { path: { inbox_id } }, body: { name: 'Omar' } }))
  const contact_id = contact.source_id
  const conversation = ok(await guest.POST('/public/api/v1/inboxes/{inbox_id}/contacts/{contact_id}/conversations', { params: { path: { inbox_id, contact_id } } }))
  const own = { inbox_id, contact_id, conversation_id: conversation.id }
  await guest.POST('/public/api/v1/inboxes/{inbox_id}/contacts/{contact_id}/conversations/{conversation_id}/messages', { params: { path: own }, body: { content: 'Where is my parcel?' } })

  const path = { ...account, conversation_id: conversation.id }
  const open = ok(await agent.GET('/api/v1/accounts/{account_id}/conversations', { params: { path: account, query: { status: 'open' } } }))
  await agent.POST('/api/v1/accounts/{account_id}/conversations/{conversation_id}/messages', { params: { path }, body: { content: 'On its way, {{contact.name}}.' } })
  await agent.POST('/api/v1/accounts/{account_id}/conversations/{conversation_id}/labels', { params: { path }, body: { labels: ['parcel'] } })
  const toggled = ok(await agent.POST('/api/v1/accounts/{account_id}/conversations/{conversation_id}/toggle_status', { params: { path }, body: { status: 'resolved' } }))
  const found = ok(await agent.POST('/api/v1/accounts/{account_id}/conversations/filter', {
    params: { path: account }, body: { payload: [{ attribute_key: 'labels', filter_operator: 'equal_to', values: ['parcel'], query_operator: null }] },
  }))
  const heard = ok(await guest.GET('/public/api/v1/inboxes/{inbox_id}/contacts/{contact_id}/conversations/{conversation_id}/messages', { params: { path: own } }))
  return {
    waiting: open.data.payload.map(({ id, unread_count }) => ({ id, unread_count })),
    status: toggled.payload.current_status,
    found: found.payload.map(({ id, labels }) => ({ id, labels })),
    heard: heard.map(({ content }) => content),
  }
}

function ok<T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T {
  if (data === undefined) throw new Error(`${response.url} answered ${response.status}: ${JSON.stringify(error)}`)
  return data
}

/** Signing up answers one of two shapes: with a session, or the address alone. */
function dataOf(answer: Parameters<typeof ok<object>>[0]) {
  const body = ok(answer)
  if (!('data' in body)) throw new Error('signed up without a session')
  return body.data as { access_token: string; account_id: number }
}
