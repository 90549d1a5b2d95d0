import type { QueryClient } from '@tanstack/react-query'
import { accountPath, ApiError, post } from '../api.ts'
import { patchQueries } from '../replay.ts'
import type { Message } from '../wire.ts'
import { dropUnsent, listOutbox, putUnsent, type Unsent } from './outbox.ts'
import { threadKey, threadQuery } from './queries.ts'
import { addMessage, putMessages, type ThreadData } from './thread_data.ts'

export interface Outgoing {
  accountId: number
  userId: number
  conversationId: number
  content: string
  isPrivate: boolean
  files: File[]
}

/** One after the other, so that quick messages keep their order. */
const lines = new Map<string, Promise<void>>()

/** Shows the message at once and sends it. A refusal stays with the message, which can be sent again. */
export function sendMessage(client: QueryClient, outgoing: Outgoing): void {
  const thread = client.getQueryData<ThreadData>(threadKey(outgoing.accountId, outgoing.conversationId))
  const entry: Unsent = {
    ...outgoing,
    echo_id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`,
    created_at: Math.floor(Date.now() / 1000),
    afterId: thread?.messages.at(-1)?.id ?? 0,
    state: 'sending',
    isDoubtful: false,
  }
  enqueue(client, entry)
}

/** Sends a failed message again; one that may have arrived is looked for first, so that it is not doubled. */
export async function sendAgain(client: QueryClient, entry: Unsent): Promise<void> {
  putUnsent({ ...entry, state: 'sending', reason: undefined })
  if (!entry.isDoubtful) return enqueue(client, entry)
  const { accountId, conversationId } = entry
  const read = client.fetchQuery({ ...threadQuery(accountId, conversationId), staleTime: 0, retry: false })
  const thread = await read.catch((error: unknown) => fail(entry, error))
  if (!thread) return
  const copy = thread.messages.find((message) => isCopyOf(entry, message))
  if (!copy) return enqueue(client, entry)
  patchThread(client, entry, (known) => putMessages(known, [{ ...copy, echo_id: entry.echo_id }]))
  dropUnsent(entry)
}

/** After a lost connection: what had no answer is settled, what could not leave goes out. */
export async function settleOutbox(client: QueryClient, accountId: number, userId: number): Promise<void> {
  for (const entry of listOutbox()) {
    if (entry.accountId === accountId && entry.userId === userId && entry.state === 'failed' && entry.isDoubtful) await sendAgain(client, entry)
  }
}

function enqueue(client: QueryClient, entry: Unsent): void {
  const sending: Unsent = { ...entry, state: 'sending', reason: undefined }
  putUnsent(sending)
  const line = `${entry.accountId}:${entry.conversationId}`
  const before = lines.get(line) ?? Promise.resolve()
  lines.set(line, before.then(() => deliver(client, sending)))
}

async function deliver(client: QueryClient, entry: Unsent): Promise<void> {
  try {
    const path = accountPath(entry.accountId, `conversations/${entry.conversationId}/messages`)
    const message = await post<Message>(path, bodyOf(entry))
    patchThread(client, entry, (thread) => addMessage(thread, { ...message, echo_id: entry.echo_id }))
    dropUnsent(entry)
  } catch (error) {
    fail(entry, error)
  }
}

function fail(entry: Unsent, error: unknown): null {
  const status = error instanceof ApiError ? error.status : 0
  const reason = error instanceof Error ? error.message : String(error)
  putUnsent({ ...entry, state: 'failed', reason, isDoubtful: entry.isDoubtful || status === 0 || status >= 500 })
  return null
}

function bodyOf(entry: Unsent): FormData | object {
  const { content, isPrivate, echo_id, files } = entry
  if (files.length === 0) return { content, private: isPrivate, echo_id }
  const form = new FormData()
  if (content) form.append('content', content)
  form.append('private', String(isPrivate))
  form.append('echo_id', echo_id)
  for (const file of files) form.append('attachments[]', file, file.name)
  return form
}

function isCopyOf(entry: Unsent, message: Message): boolean {
  return (
    message.id > entry.afterId &&
    message.message_type === 1 &&
    message.private === entry.isPrivate &&
    message.sender?.type === 'user' &&
    message.sender.id === entry.userId &&
    (message.echo_id === entry.echo_id || (message.echo_id === undefined && (message.content ?? '') === entry.content)) &&
    (message.attachments?.length ?? 0) === entry.files.length
  )
}

function patchThread(client: QueryClient, { accountId, conversationId }: Unsent, patch: (thread: ThreadData) => ThreadData): void {
  patchQueries<ThreadData>(client, threadKey(accountId, conversationId), patch)
}
