export type SnoozeChoice = 'next_reply' | 'hour' | 'tomorrow' | 'next_week'

export const snoozeChoices: { choice: SnoozeChoice; label: string }[] = [
  { choice: 'hour', label: 'For an hour' },
  { choice: 'tomorrow', label: 'Until tomorrow' },
  { choice: 'next_week', label: 'Until next week' },
  { choice: 'next_reply', label: 'Until the next reply' },
]

/** Seconds at which a snooze ends; null means with the customer's next message. Days begin at nine. */
export function snoozeEnd(choice: SnoozeChoice, now = new Date()): number | null {
  if (choice === 'next_reply') return null
  if (choice === 'hour') return Math.floor(now.getTime() / 1000) + 3_600
  const days = choice === 'tomorrow' ? 1 : daysToMonday(now)
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9).getTime() / 1000
}

function daysToMonday(now: Date): number {
  return (8 - now.getDay()) % 7 || 7
}
