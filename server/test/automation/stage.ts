import type { Ask, Stage } from '../contract/stage.ts'

/** The log of a rule. */
export interface Run {
  event_id: number
  conversation_id: number
  state: string
  reason: string | null
  steps: { action_name: string; state: string; text: string }[]
}

export const addRule = async (maya: Ask, event_name: string, actions: [string, ...unknown[]][], conditions: object[] = [], name = 'Rule'): Promise<number> => {
  const body = { name, event_name, conditions, actions: actions.map(([action_name, ...action_params]) => ({ action_name, action_params })) }
  const made = await maya('POST', '/automation_rules', body)
  if (made.status !== 200) throw new Error(JSON.stringify(made.body))
  return made.body.id as number
}

/** Waits until the rule has so many runs that are over; answers them, oldest first. */
export async function runsOf({ maya }: Stage, rule: number, count: number): Promise<Run[]> {
  for (;;) {
    const { payload } = (await maya('GET', `/automation_rules/${rule}/runs`)).body as { payload: Run[] }
    if (payload.filter(({ state }) => state !== 'running').length >= count) return payload.toReversed()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Waits until automation has read everything that has happened. */
export async function allRead({ app }: Stage): Promise<void> {
  const behind = `select 1 from events e where e.id > (select position from event_cursors where name = 'automation') and e.name in ('message.created', 'conversation.created', 'conversation.updated', 'conversation.status_changed') union all select 1 from event_lags where name = 'automation' limit 1`
  while ((await app.db.query(behind)).length > 0) await new Promise((resolve) => setTimeout(resolve, 10))
}
