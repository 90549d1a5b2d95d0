import type { Message } from '../wire.ts'

/** The loaded end of a conversation, oldest first. */
export type ThreadData = { messages: Message[]; hasOlder: boolean }

/** Puts messages where their ids belong; what is known already is replaced. */
export function putMessages(thread: ThreadData, messages: Message[]): ThreadData {
  if (messages.length === 0) return thread
  const byId = new Map(thread.messages.map((message) => [message.id, message]))
  for (const message of messages) byId.set(message.id, { ...byId.get(message.id), ...message })
  return { ...thread, messages: [...byId.values()].toSorted((one, other) => one.id - other.id) }
}

/** Adds a created message. A known one stays: the snapshot of its creation can only be older. */
export function addMessage(thread: ThreadData, message: Message): ThreadData {
  return thread.messages.some((known) => known.id === message.id) ? thread : putMessages(thread, [message])
}

/** Applies a change of a message, unless it belongs before the loaded part. */
export function changeMessage(thread: ThreadData, message: Message): ThreadData {
  const oldest = thread.messages[0]
  if (!oldest || message.id < oldest.id) return thread
  return putMessages(thread, [message])
}

/** Adds the page before the loaded part. `pageSize` is what the server answers when there is more. */
export function prependPage(thread: ThreadData, page: Message[], pageSize: number): ThreadData {
  return { ...putMessages(thread, page), hasOlder: page.length >= pageSize }
}

/** Keeps the newest messages only, so that a long stay does not fill the page. */
export function trimThread(thread: ThreadData, keep: number): ThreadData {
  if (thread.messages.length <= keep) return thread
  return { messages: thread.messages.slice(-keep), hasOlder: true }
}
