/** Seconds since a sign of life within which somebody counts as online (client API §6.4). */
const windows = { user: 20, contact: 90 } as const

export type Availability = 'online' | 'busy' | 'offline'

/** A member's row, as far as presence depends on it. */
export interface Attendance {
  user_id: number
  /** What the user has chosen to be while present. */
  availability: Availability
  /** False: the choice holds while absent, too. */
  auto_offline: boolean
}

/** Who is there, in this process's memory. Disconnecting is no sign: presence only runs out. */
export interface Presence {
  seen(kind: 'user' | 'contact', accountId: number, id: number): void
  /** Those of the members whose state is known (client API §6.4): present, or with a choice that holds while absent. */
  known(accountId: number, members: Attendance[]): Attendance[]
  userStatus(accountId: number, member: Attendance): Availability
  isContactOnline(accountId: number, contactId: number): boolean
  onlineContacts(accountId: number): number[]
}

/** `now` in milliseconds. Moments are whole seconds and the window includes its last, so that a client that reports each 20 s stays online. */
export function createPresence(now: () => number = Date.now): Presence {
  // Newest last in each account: what has run out is dropped from the front.
  const accounts = { user: new Map<number, Map<number, number>>(), contact: new Map<number, Map<number, number>>() }
  const second = () => Math.floor(now() / 1000)

  const present = (kind: 'user' | 'contact', accountId: number): Map<number, number> => {
    const people = accounts[kind].get(accountId) ?? new Map<number, number>()
    for (const [id, at] of people) {
      if (at + windows[kind] >= second()) break
      people.delete(id)
    }
    if (people.size === 0) accounts[kind].delete(accountId)
    return people
  }

  const isKnown = (accountId: number, { user_id, auto_offline }: Attendance) => !auto_offline || present('user', accountId).has(user_id)

  return {
    seen(kind, accountId, id) {
      const people = present(kind, accountId)
      people.delete(id)
      accounts[kind].set(accountId, people.set(id, second()))
    },
    known: (accountId, members) => members.filter((member) => isKnown(accountId, member)),
    userStatus: (accountId, member) => (isKnown(accountId, member) ? member.availability : 'offline'),
    isContactOnline: (accountId, contactId) => present('contact', accountId).has(contactId),
    onlineContacts: (accountId) => [...present('contact', accountId).keys()],
  }
}
