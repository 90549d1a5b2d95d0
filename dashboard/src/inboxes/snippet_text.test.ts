import { createHmac } from 'node:crypto'
import { stripTypeScriptTypes } from 'node:module'
import { expect, test } from 'vitest'
import { curlSnippets, identitySnippet, type Snippet, typescriptSnippets } from './snippet_text.ts'

const values = { origin: 'https://parley.example.com', identifier: 'kB7nQ2xV9mT4pLw8RzY3cJ6d', secret: 's3cr3t' }
const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex')

test('the TypeScript snippet accepts a genuine callback and refuses a changed, a foreign and an old one', async () => {
  const { isGenuine } = await run(named(typescriptSnippets(values), 'Verify the signature of a callback'))
  const body = '{"event":"message_created"}'
  const headers = (timestamp: number, key = values.secret) =>
    new Headers({ 'X-Chatwoot-Timestamp': String(timestamp), 'X-Chatwoot-Signature': `sha256=${hmac(key, `${timestamp}.${body}`)}` })
  const now = Math.floor(Date.now() / 1000)

  expect(isGenuine(headers(now), body)).toBe(true)
  expect(isGenuine(headers(now), `${body} `)).toBe(false)
  expect(isGenuine(headers(now, 'another'), body)).toBe(false)
  expect(isGenuine(headers(now - 3600), body)).toBe(false)
  expect(isGenuine(new Headers(), body)).toBe(false)
})

test('the identity snippet makes the hash that the client API asks for', async () => {
  const { identifierHash } = await run(identitySnippet('k3y'))
  expect(identifierHash('ada@bridge')).toBe(hmac('k3y', 'ada@bridge'))
})

test('every snippet that needs them holds the values of the inbox', () => {
  for (const [first, ...rest] of [curlSnippets(values), typescriptSnippets(values)]) {
    expect(first?.code).toContain(`${values.origin}/public/api/v1/inboxes/${values.identifier}`)
    expect(rest.at(-1)?.code).toContain(`'${values.secret}'`)
  }
  expect(typescriptSnippets(values)[0]?.code).toContain("'wss://parley.example.com/cable'")
})

function named(snippets: Snippet[], title: string): Snippet {
  const found = snippets.find((snippet) => snippet.title === title)
  if (!found) throw new Error(`There is no snippet "${title}".`)
  return found
}

/** What the snippet exports, as a developer who pasted it would have it. */
const run = ({ code }: Snippet) => import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(code))}`)
