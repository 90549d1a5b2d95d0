import { skipToken, useQuery } from '@tanstack/react-query'
import type { PresencePush } from '../live_events.ts'
import { useSession } from '../session.ts'
import type { Contact } from '../wire.ts'

/** Who is online, as the last answer to our own presence said (client API §6.4). Filled by the cable alone. */
export const presenceKey = (accountId: number) => ['presence', accountId] as const

/** Until the cable has spoken, what REST said of the contact. */
export function useContactPresence(contact: Pick<Contact, 'id' | 'availability_status'>): 'online' | 'offline' {
  const { accountId } = useSession()
  const { data } = useQuery<PresencePush>({ queryKey: presenceKey(accountId), queryFn: skipToken })
  if (!data) return contact.availability_status ?? 'offline'
  return data.contacts?.[contact.id] ?? 'offline'
}
