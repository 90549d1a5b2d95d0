import { notifyManager, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type CableEvent, openCable } from './cable.ts'
import { applyMessage, applyMessageChange, mergeConversation } from './conversations/merge.ts'
import { rereadContactsSoon } from './contacts/queries.ts'
import { conversationQuery, forgetConversation, keepConversation, knownConversation, patchConversation, recountSoon, rereadMentions } from './conversations/queries.ts'
import { presenceKey } from './conversations/presence.ts'
import { keepEndpoint } from './deliveries/queries.ts'
import { setConnectionState } from './frame/connection.ts'
import { inboxesQuery } from './inboxes/queries.ts'
import type { ConversationPush, LiveEvents, MessagePush, NotificationPush, PresencePush } from './live_events.ts'
import { settleOutbox } from './messages/send.ts'
import { threadKey } from './messages/queries.ts'
import { addMessage, changeMessage, type ThreadData } from './messages/thread_data.ts'
import { forgetTyping, startTyping, stopTyping } from './messages/typing.ts'
import { notificationsChanged } from './notifications/queries.ts'
import { patchQueries } from './replay.ts'
import { profileQuery, useSession } from './session.ts'
import type { Contact, ContactSender, Conversation } from './wire.ts'

export interface Live {
  client: QueryClient
  accountId: number
  userId: number
  /** Conversations that no query holds, of events that are taken in one piece; null for an event by itself. */
  unknown: Set<number> | null
}

/** Follows the account's events while the calling component is mounted, and keeps every query on screen true. */
export function useLive(): void {
  const client = useQueryClient()
  const { accountId, profile } = useSession()
  const userId = profile.id
  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined
    const live: Live = { client, accountId, userId, unknown: null }
    const open = () => openCable({
      url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/cable`,
      // Without pubsub_token: the server takes the session cookie of the same-origin handshake.
      identifier: JSON.stringify({ channel: 'RoomChannel', account_id: accountId, user_id: userId }),
      onState: setConnectionState,
      onLive: () => void resync(live),
      // Signed out elsewhere, or taken out of the account: then the frame shows so. Else somebody has signed in again, with another session.
      onRefused: () => {
        void client.fetchQuery({ ...profileQuery, staleTime: 0 }).catch(() => null)
        again = setTimeout(() => {
          close()
          close = open()
        }, 3_000)
      },
      onMissed: (events) => void catchUp(live, events),
      onEvent: (name, data) => handleEvent(live, name, data),
    })
    let close = open()
    return () => {
      close()
      clearTimeout(again)
      forgetTyping()
      setConnectionState('connecting')
    }
  }, [client, accountId, userId])
}

/** One handler for every event; an event without one does not compile. */
export const handlers: { [Event in keyof LiveEvents]: (live: Live, data: LiveEvents[Event]) => void } = {
  'message.created': messageCreated,
  'message.updated': messageUpdated,
  'first.reply.created': () => {},
  'conversation.created': placeChanged,
  'conversation.updated': conversationUpdated,
  'conversation.status_changed': placeChanged,
  'conversation.read': conversationChanged,
  'conversation.contact_changed': conversationChanged,
  'conversation.deleted': ({ client, accountId }, { id }) => {
    forgetConversation(client, accountId, id)
    client.removeQueries({ queryKey: threadKey(accountId, id), type: 'inactive' })
    recountSoon(client, accountId)
  },
  'assignee.changed': placeChanged,
  'team.changed': placeChanged,
  'conversation.typing_on': ({ userId }, { conversation, user, is_private }) => {
    if (user.type !== 'user' || user.id !== userId) startTyping(conversation.id, user, is_private)
  },
  'conversation.typing_off': (_, { conversation, user }) => stopTyping(conversation.id, user),
  'conversation.unread_count_changed': (live, { conversation_id, unread_count, agent_last_seen_at }) =>
    patchConversation(live.client, live, conversation_id, (known) => known && { ...known, unread_count, agent_last_seen_at }),
  'contact.created': () => {},
  'contact.updated': contactChanged,
  'contact.merged': contactChanged,
  'contact.deleted': ({ client, accountId }) => {
    rereadContactsSoon(accountId)
    void client.invalidateQueries({ queryKey: ['conversations', accountId] })
  },
  'endpoint.updated': ({ client, accountId }, endpoint) => {
    keepEndpoint(accountId, endpoint)
    void client.invalidateQueries({ queryKey: ['conversations', accountId, 'one'], refetchType: 'active' })
  },
  'conversation.mentioned': ({ client, accountId }) => rereadMentions(client, accountId),
  'notification.created': notificationHeard,
  'notification.updated': notificationHeard,
  'notification.deleted': notificationHeard,
  'account.cache_invalidated': ({ client, accountId }) => {
    for (const list of ['inboxes', 'labels', 'teams']) void client.invalidateQueries({ queryKey: [list, accountId] })
  },
  'presence.update': ({ client, accountId }, data) => client.setQueryData<PresencePush>(presenceKey(accountId), data),
}

function handleEvent(live: Live, name: string, data: unknown): void {
  // A user's stream carries the events of all accounts (client API §6.1).
  if ((data as { account_id?: unknown } | null)?.account_id !== live.accountId) return
  const handler = Object.hasOwn(handlers, name) ? handlers[name as keyof LiveEvents] : null
  ;(handler as ((live: Live, data: unknown) => void) | null)?.(live, data)
}

/** Everything may have changed during a silence: what is on screen is read again, the rest when it is next shown. */
async function resync(live: Live): Promise<void> {
  forgetTyping()
  await live.client.invalidateQueries()
  await settleOutbox(live.client, live.accountId, live.userId)
}

/** Read one by one; more of them than this are read with their list. */
const mostSingleReads = 5

/** The screen as it would be had nothing been missed: every event in its order, shown at once. */
async function catchUp(live: Live, events: CableEvent[]): Promise<void> {
  const { client, accountId, userId } = live
  forgetTyping()
  const unknown = new Set<number>()
  notifyManager.batch(() => events.forEach(({ event, data }) => handleEvent({ ...live, unknown }, event, data)))
  const unread = [...unknown].filter((id) => !knownConversation(client, accountId, id))
  if (unread.length > mostSingleReads) void client.invalidateQueries({ queryKey: ['conversations', accountId] })
  else unread.forEach((id) => void fetchUnknown(live, id))
  await settleOutbox(client, accountId, userId)
}

function messageCreated(live: Live, message: MessagePush): void {
  const { client, accountId } = live
  patchQueries<ThreadData>(client, threadKey(accountId, message.conversation_id), (thread) => addMessage(thread, message))
  if (message.sender) stopTyping(message.conversation_id, message.sender)
  const isKnown = knownConversation(client, accountId, message.conversation_id) !== undefined
  if (!isKnown && live.unknown) live.unknown.add(message.conversation_id)
  else if (!isKnown) void fetchUnknown(live, message.conversation_id)
  patchConversation(client, live, message.conversation_id, (known) => known && applyMessage(known, message))
}

function messageUpdated({ client, accountId, userId }: Live, message: MessagePush): void {
  patchQueries<ThreadData>(client, threadKey(accountId, message.conversation_id), (thread) => changeMessage(thread, message))
  patchConversation(client, { accountId, userId }, message.conversation_id, (known) => known && applyMessageChange(known, message))
}

function conversationChanged({ client, accountId, userId }: Live, push: ConversationPush): void {
  patchConversation(client, { accountId, userId }, push.id, (known) => mergeConversation(known, push))
}

/** Its labels, and whether somebody waits, may put it into the list that is shown or take it out. */
function conversationUpdated(live: Live, push: ConversationPush): void {
  const known = knownConversation(live.client, live.accountId, push.id)
  conversationChanged(live, push)
  const now = knownConversation(live.client, live.accountId, push.id)
  const isInPlace = known && now && String(known.labels) === String(now.labels) && known.waiting_since === now.waiting_since && known.first_reply_created_at === now.first_reply_created_at
  if (!isInPlace) recountSoon(live.client, live.accountId)
}

/** The change may move the conversation between the tabs, so the counts are read again; its inbox may be new to us too. */
function placeChanged(live: Live, push: ConversationPush): void {
  conversationChanged(live, push)
  recountSoon(live.client, live.accountId)
  const inboxes = live.client.getQueryData(inboxesQuery(live.accountId).queryKey)
  if (inboxes && !inboxes.some(({ id }) => id === push.inbox_id)) void live.client.invalidateQueries(inboxesQuery(live.accountId))
}

/** A message of a conversation that no query holds: it is read once, however many messages come meanwhile. */
async function fetchUnknown({ client, accountId, userId }: Live, id: number): Promise<void> {
  const conversation = await client.fetchQuery({ ...conversationQuery(accountId, id), staleTime: 0 }).catch(() => null)
  if (conversation) keepConversation(client, { accountId, userId }, conversation)
}

function contactChanged({ client, accountId, userId }: Live, contact: ContactSender): void {
  patchQueries<Contact>(client, ['contacts', accountId, contact.id, 'details'], (known) => ({ ...known, ...contact }))
  for (const id of conversationsOf(client, accountId, contact.id)) {
    patchConversation(client, { accountId, userId }, id, (known) =>
      known?.meta.sender.id === contact.id ? { ...known, meta: { ...known.meta, sender: { ...known.meta.sender, ...contact } } } : known,
    )
  }
}

function conversationsOf(client: QueryClient, accountId: number, contactId: number): Set<number> {
  const shown = client.getQueriesData<Conversation | { rows: Conversation[] }>({ queryKey: ['conversations', accountId] })
  const all = shown.flatMap(([, data]) => (!data ? [] : 'rows' in data ? data.rows : [data]))
  return new Set(all.filter((conversation) => conversation.meta?.sender.id === contactId).map((conversation) => conversation.id))
}

function notificationHeard({ accountId }: Live, { unread_count }: NotificationPush): void {
  notificationsChanged(accountId, unread_count)
}
