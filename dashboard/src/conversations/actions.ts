import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { accountPath, del, get, post } from '../api.ts'
import { useSession } from '../session.ts'
import { toast, toastError } from '../ui/toast.tsx'
import type { Agent, Conversation, ConversationStatus, Priority } from '../wire.ts'
import { keepConversation, knownConversation, patchConversation, recountSoon } from './queries.ts'

export interface ConversationActions {
  /** `until` in seconds; null snoozes until the next message of the customer. */
  setStatus: (conversation: Conversation, status: ConversationStatus, until?: number | null) => Promise<void>
  assign: (conversation: Conversation, agent: Agent | null) => Promise<void>
  assignTeam: (conversation: Conversation, team: { id: number; name: string } | null) => Promise<void>
  setPriority: (conversation: Conversation, priority: Priority | null) => Promise<void>
  setLabels: (conversation: Conversation, labels: string[]) => Promise<void>
  markSeen: (id: number) => Promise<void>
  markUnread: (id: number) => Promise<void>
  /** Blocks its customer and resolves it, or lets the customer in again. */
  setMuted: (conversation: Conversation, muted: boolean) => Promise<void>
}

/** What an agent does with a conversation. Shown at once, taken back with the server's own words when it refuses. */
export function useConversationActions(): ConversationActions {
  const client = useQueryClient()
  const { accountId, profile } = useSession()
  const userId = profile.id
  return useMemo(() => {
    const who = { accountId, userId }
    const path = (id: number, action: string) => accountPath(accountId, `conversations/${id}/${action}`)

    const change = async (conversation: Conversation, shown: Partial<Conversation>, send: () => Promise<unknown>): Promise<boolean> => {
      patchConversation(client, who, conversation.id, (known) => known && { ...known, ...shown, meta: { ...known.meta, ...shown.meta } })
      try {
        await send()
        recountSoon(client, accountId)
        return true
      } catch (error) {
        toastError(error)
        const truth = await get<Conversation>(accountPath(accountId, `conversations/${conversation.id}`)).catch(() => conversation)
        patchConversation(client, who, conversation.id, () => truth)
        return false
      }
    }

    const setStatus: ConversationActions['setStatus'] = async (conversation, status, until = null) => {
      const snoozed_until = status === 'snoozed' && until ? new Date(until * 1000).toISOString() : null
      const body = { status, ...(snoozed_until && { snoozed_until: until }) }
      const done = await change(conversation, { status, snoozed_until }, () => post(path(conversation.id, 'toggle_status'), body))
      if (done && status !== 'open') offerUndo(doneWords[status], () => void setStatus(conversation, conversation.status, snoozedUntil(conversation)))
    }

    return {
      setStatus,
      assign: async (conversation, agent) => {
        const meta = { ...conversation.meta, assignee: agent, assignee_type: agent ? ('User' as const) : null }
        await change(conversation, { meta }, () => post(path(conversation.id, 'assignments'), { assignee_id: agent?.id ?? null }))
      },
      assignTeam: async (conversation, team) => {
        await change(conversation, { meta: { ...conversation.meta, team } }, () => post(path(conversation.id, 'assignments'), { team_id: team?.id ?? 0 }))
      },
      setPriority: async (conversation, priority) => {
        await change(conversation, { priority }, () => post(path(conversation.id, 'toggle_priority'), { priority }))
      },
      setLabels: async (conversation, labels) => {
        await change(conversation, { labels }, () => post(path(conversation.id, 'labels'), { labels }))
      },
      markSeen: async (id) => {
        const before = knownConversation(client, who.accountId, id)?.unread_count ?? 0
        patchConversation(client, who, id, (known) => known && { ...known, unread_count: 0 })
        const seen = await post<Conversation>(path(id, 'update_last_seen')).catch(() => null)
        if (seen) keepConversation(client, who, seen)
        // Not read, then, as far as anybody else knows; with the next word, or when it is opened again, it is tried again.
        else patchConversation(client, who, id, (known) => known && known.unread_count === 0 ? { ...known, unread_count: before } : known)
      },
      markUnread: async (id) => {
        await post<Conversation>(path(id, 'unread')).then((unread) => keepConversation(client, who, unread), toastError)
      },
      setMuted: async (conversation, muted) => {
        const { meta } = conversation
        const shown = { muted, ...(muted && { status: 'resolved' as const, snoozed_until: null }), meta: { ...meta, sender: { ...meta.sender, blocked: muted } } }
        const done = await change(conversation, shown, () => post(path(conversation.id, muted ? 'mute' : 'unmute')))
        if (done) toast(muted ? 'The customer is blocked' : 'The customer is let in again', { tone: 'success' })
      },
    }
  }, [client, accountId, userId])
}

export const deleteConversation = (accountId: number, id: number) => del(accountPath(accountId, `conversations/${id}`))

const offerUndo = (text: string, onPress: () => void) => toast(text, { tone: 'success', action: { label: 'Undo', onPress } })

/** Seconds. */
const snoozedUntil = (conversation: Conversation) => (conversation.snoozed_until ? Date.parse(conversation.snoozed_until) / 1000 : null)

const doneWords = { resolved: 'Resolved', snoozed: 'Snoozed', pending: 'Marked as pending' }
