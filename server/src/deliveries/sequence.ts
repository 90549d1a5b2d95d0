import type { HappenedEvent } from '../events/emit.ts'

const mostConversations = 50_000

/**
 * Tells whether this process has seen everything that happened in a conversation before an event: its sequence has no gaps, and another process may
 * have written the one before. Asked once for each event, in the order of commits.
 */
export function createSequenceWatch(): (event: HappenedEvent) => boolean {
  const latest = new Map<number, number>()
  return ({ subject, sequence, name }) => {
    const id: number | undefined = subject.conversation?.id
    if (id === undefined) return false
    // Typing has no number, and is not worth a look into the database.
    if (sequence === null) return name.startsWith('conversation.typing')
    const before = latest.get(id)
    latest.delete(id)
    latest.set(id, sequence)
    if (latest.size > mostConversations) latest.delete(latest.keys().next().value!)
    return sequence === 1 || before === sequence - 1
  }
}
