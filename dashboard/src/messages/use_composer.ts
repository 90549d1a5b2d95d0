import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { accountPath, post } from '../api.ts'
import { assignableAgentsQuery } from '../conversations/queries.ts'
import { useSession } from '../session.ts'
import { teamsQuery } from '../teams/queries.ts'
import type { Conversation } from '../wire.ts'
import { type ComposerMode, readDraft, readMode, writeDraft, writeMode } from './drafts.ts'
import { type Nameable, withMentions } from './mentions.ts'
import { addFiles, clearFiles, filePlace, removeFile, usePickedFiles } from './picked_files.ts'
import { sendMessage } from './send.ts'
import { createTypingSignal } from './typing_signal.ts'

export interface ComposerState {
  mode: ComposerMode
  setMode: (mode: ComposerMode) => void
  text: string
  setText: (text: string) => void
  files: File[]
  addFiles: (files: File[]) => void
  removeFile: (file: File) => void
  /** False while there is nothing to send. */
  isReady: boolean
  send: () => void
}

/** What is being written in one conversation. Mount it anew for another conversation: nothing is carried over. */
export function useComposer(conversation: Conversation): ComposerState {
  const client = useQueryClient()
  const { accountId, profile } = useSession()
  const owner = useMemo(() => ({ accountId, userId: profile.id, conversationId: conversation.id }), [accountId, profile.id, conversation.id])
  const [chosen, setChosen] = useState(() => readMode(owner))
  const [drafts, setDrafts] = useState(() => ({ reply: readDraft(owner, 'reply'), note: readDraft(owner, 'note') }))
  const place = filePlace(accountId, profile.id, conversation.id)
  const files = usePickedFiles(place)
  const signal = useTyping(accountId, conversation.id)
  const colleagues = useNameable(accountId, conversation.inbox_id)
  const mode = conversation.can_reply ? chosen : 'note'
  const text = drafts[mode]

  const keep = (value: string) => {
    setDrafts({ ...drafts, [mode]: value })
    writeDraft(owner, mode, value)
  }
  const choose = (next: ComposerMode) => {
    setChosen(next)
    writeMode(owner, next)
  }
  const isReady = text.trim() !== '' || files.length > 0
  return {
    mode,
    text,
    files,
    addFiles: (added) => addFiles(place, added),
    removeFile: (file) => removeFile(place, file),
    isReady,
    setMode: (next) => {
      choose(next)
      signal.stop()
    },
    setText: (value) => {
      keep(value)
      // What was begun as a note stays one, also when the customer may be answered again meanwhile.
      if (mode !== chosen) choose(mode)
      signal.typed(value, mode === 'note')
    },
    send: () => {
      if (!isReady) return
      signal.stop()
      sendMessage(client, { accountId, userId: profile.id, conversationId: conversation.id, content: mode === 'note' ? withMentions(text.trim(), colleagues) : text.trim(), isPrivate: mode === 'note', files })
      keep('')
      clearFiles(place)
    },
  }
}

/** Those who may be named in a note: who sees the inbox, and the teams. */
function useNameable(accountId: number, inboxId: number): Nameable[] {
  const { data: agents = [] } = useQuery(assignableAgentsQuery(accountId, inboxId))
  const { data: teams = [] } = useQuery(teamsQuery(accountId))
  return [
    ...agents.map(({ id, name, available_name }) => ({ kind: 'user' as const, id, name: available_name || name })),
    ...teams.map(({ id, name }) => ({ kind: 'team' as const, id, name })),
  ]
}

/** Ends with the composer, so that nobody is left typing. */
function useTyping(accountId: number, conversationId: number) {
  const signal = useMemo(() => {
    const path = accountPath(accountId, `conversations/${conversationId}/toggle_typing_status`)
    return createTypingSignal((typing_status, is_private) => void post(path, { typing_status, is_private }).catch(() => {}))
  }, [accountId, conversationId])
  useEffect(() => signal.stop, [signal])
  return signal
}
