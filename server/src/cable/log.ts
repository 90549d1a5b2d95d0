import { catalogue, type EventDefinition, type EventName } from '../events/catalogue.ts'
import type { HappenedEvent } from '../events/emit.ts'

/** An event `e` as the log keeps it. */
export interface LoggedEvent extends Pick<HappenedEvent, 'id' | 'name' | 'subject' | 'changes' | 'sequence' | 'occurred_at'> {
  actor: Omit<HappenedEvent['cause'], 'request_id'>
  request_id: string | null
}

export const logged = 'e.id, e.name, e.subject, e.changes, e.sequence, e.occurred_at, e.actor, e.request_id'

/** The event as it was told when it happened. */
export function fromLog({ actor, request_id, ...event }: LoggedEvent): HappenedEvent {
  return { ...event, cause: { ...actor, request_id } }
}

/** Events that sockets hear and that are worth hearing later: typing is not. */
export const isLasting = (name: EventName): boolean => {
  const { cable, expires } = catalogue[name] as EventDefinition<unknown>
  return cable !== null && expires === undefined
}

export const lasting = (Object.keys(catalogue) as EventName[]).filter(isLasting)
