import { useEffect, useState } from 'react'
import type { Conversation } from '../wire.ts'
import { useConversationActions } from './actions.ts'

/** Marks the open conversation as read, as long as somebody looks at it. */
export function useMarkSeen(conversation: Conversation | undefined): void {
  const { markSeen } = useConversationActions()
  const isWatched = useWatched()
  const id = conversation?.id
  const isUnread = isWatched && conversation !== undefined && conversation.unread_count > 0
  // Once more with each message that comes while the answer is under way.
  const newest = conversation?.last_activity_at ?? 0
  useEffect(() => {
    if (isUnread && id !== undefined && newest > 0) void markSeen(id)
  }, [isUnread, id, newest, markSeen])
}

/** True while the page is in front and has the focus. */
function useWatched(): boolean {
  const [isWatched, setIsWatched] = useState(look)
  useEffect(() => {
    const update = () => setIsWatched(look())
    window.addEventListener('focus', update)
    window.addEventListener('blur', update)
    document.addEventListener('visibilitychange', update)
    return () => {
      window.removeEventListener('focus', update)
      window.removeEventListener('blur', update)
      document.removeEventListener('visibilitychange', update)
    }
  }, [])
  return isWatched
}

function look(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}
