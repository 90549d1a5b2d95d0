export interface SnippetValues {
  /** Such as `https://parley.example.com`. */
  origin: string
  identifier: string
  secret: string
}

export interface Snippet {
  title: string
  code: string
}

/** Client API §2–5 and the signature of callbacks (webhooks §4), for a shell. */
export const curlSnippets = ({ origin, identifier, secret }: SnippetValues): Snippet[] => [
  {
    title: 'Send the first message',
    code: `BASE="${origin}/public/api/v1/inboxes/${identifier}"

# 1. A contact. Its source_id is what your customer's app keeps.
CONTACT=$(curl -s "$BASE/contacts" -H 'Content-Type: application/json' \\
  -d '{"name":"Ada Lovelace"}')
SOURCE_ID=$(echo "$CONTACT" | sed 's/.*"source_id":"\\([^"]*\\)".*/\\1/')

# 2. A conversation
CONVERSATION=$(curl -s -X POST "$BASE/contacts/$SOURCE_ID/conversations")
ID=$(echo "$CONVERSATION" | sed 's/^{"id":\\([0-9]*\\).*/\\1/')

# 3. A message
curl -s "$BASE/contacts/$SOURCE_ID/conversations/$ID/messages" \\
  -H 'Content-Type: application/json' -d '{"content":"Hello, is anybody there?"}'`,
  },
  {
    title: 'Read the answers',
    code: `curl -s "$BASE/contacts/$SOURCE_ID/conversations/$ID/messages"`,
  },
  {
    title: 'Verify the signature of a callback',
    code: `# TIMESTAMP and SIGNATURE are the headers X-Chatwoot-Timestamp and X-Chatwoot-Signature;
# body.json holds the body byte for byte as it came.
SECRET='${secret}'
EXPECTED="sha256=$( (printf '%s.' "$TIMESTAMP"; cat body.json) |
  openssl dgst -sha256 -hmac "$SECRET" | sed 's/^.* //')"
[ "$SIGNATURE" = "$EXPECTED" ] && echo genuine`,
  },
]

/** The same for TypeScript: the first block runs in a browser, Node or React Native, the second on a Node server. */
export const typescriptSnippets = ({ origin, identifier, secret }: SnippetValues): Snippet[] => [
  {
    title: 'Send a message and hear the answers',
    code: `const base = '${origin}/public/api/v1/inboxes/${identifier}'

async function post(path: string, body: object = {}) {
  const response = await fetch(base + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
  return response.json()
}

// Keep source_id: it is this customer's key to the conversation.
const contact = await post('/contacts', { name: 'Ada Lovelace' })
const conversation = await post(\`/contacts/\${contact.source_id}/conversations\`)
const messages = \`/contacts/\${contact.source_id}/conversations/\${conversation.id}/messages\`

const socket = new WebSocket('${origin.replace(/^http/, 'ws')}/cable')
const identifier = JSON.stringify({ channel: 'RoomChannel', pubsub_token: contact.pubsub_token })
const send = (frame: object) => socket.send(JSON.stringify(frame))

socket.onopen = () => send({ command: 'subscribe', identifier })
socket.onmessage = async ({ data }) => {
  const frame = JSON.parse(data)
  if (frame.type === 'confirm_subscription') {
    await post(messages, { content: 'Hello, is anybody there?' })
  }
  if (frame.message?.event === 'message.created' && frame.message.data.message_type === 1) {
    console.log('Answer:', frame.message.data.content)
  }
}

// Shows your team that the customer is online.
setInterval(() => send({ command: 'message', identifier, data: JSON.stringify({ action: 'update_presence' }) }), 30_000)`,
  },
  {
    title: 'Verify the signature of a callback',
    code: `import { createHmac, timingSafeEqual } from 'node:crypto'

const secret = '${secret}'

/** \`rawBody\` is the body as it came, before any JSON parsing. */
export function isGenuine(headers: Headers, rawBody: string) {
  const timestamp = headers.get('x-chatwoot-timestamp') ?? ''
  const given = Buffer.from(headers.get('x-chatwoot-signature') ?? '')
  const hmac = createHmac('sha256', secret).update(\`\${timestamp}.\${rawBody}\`).digest('hex')
  const expected = Buffer.from(\`sha256=\${hmac}\`)
  const fresh = Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300
  return fresh && given.length === expected.length && timingSafeEqual(given, expected)
}`,
  },
]

/** Client API §2.6: what your server hands to a signed-in customer's app. */
export const identitySnippet = (hmacToken: string): Snippet => ({
  title: 'Make the identifier hash on your server',
  code: `import { createHmac } from 'node:crypto'

const key = '${hmacToken}'

/** Send both with the contact: { identifier, identifier_hash }. */
export const identifierHash = (identifier: string) =>
  createHmac('sha256', key).update(identifier).digest('hex')`,
})
