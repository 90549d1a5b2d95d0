import Type, { type Static } from 'typebox'
import { HttpError } from '../http/errors.ts'
import { Text } from '../http/shapes.ts'

/** What a rule or a macro can do with a conversation (application API §4.9). */
export const actionNames = [
  'send_message', 'add_label', 'remove_label', 'send_email_to_team', 'assign_team', 'assign_agent', 'remove_assigned_agent', 'remove_assigned_team',
  'send_webhook_event', 'mute_conversation', 'send_attachment', 'change_status', 'resolve_conversation', 'open_conversation', 'pending_conversation',
  'snooze_conversation', 'change_priority', 'send_email_transcript', 'add_private_note',
] as const
export type ActionName = (typeof actionNames)[number]

/** As it is stored and shown. */
export interface Action {
  action_name: ActionName
  action_params: unknown[]
}

/** As callers send them. */
export const ActionsBody = Type.Array(Type.Object({ action_name: Type.Optional(Text), action_params: Type.Optional(Type.Unknown()) }))

/** What is wrong with a rule or a macro, by attribute: 422 `{"error": {attribute: [text, …]}}` (application API §0.5). */
export type Faults = Record<string, string[]>

export const faulty = (faults: Faults) => new HttpError(422, { error: faults })

const most = 50

/** Reads a list of actions; `known` are those that may be in it. What cannot be taken is written into `faults`. */
export function readActions(body: Static<typeof ActionsBody>, known: readonly string[], noun: string, faults: Faults): Action[] {
  const unknown = body.map(({ action_name = '' }) => action_name).filter((name) => !known.includes(name))
  const actions = body.map(({ action_name, action_params }) => ({ action_name: action_name as ActionName, action_params: listOf(action_params) }))
  if (unknown.length > 0) add(faults, 'actions', `${noun} actions ${unknown.map((name) => name.slice(0, 255)).join(',')} not supported.`)
  else if (actions.length > most) add(faults, 'actions', `${noun} actions are too many (maximum is ${most}).`)
  else if (webhookUrls(actions).some((url) => !isCallable(url))) add(faults, 'actions', `${noun} actions send_webhook_event needs a complete http:// or https:// address.`)
  return actions
}

/** Adds one text to the faults of an attribute. */
export function add(faults: Faults, attribute: string, text: string): void {
  (faults[attribute] ??= []).push(text)
}

/** The addresses that these actions post to. */
export const webhookUrls = (actions: Action[]): string[] =>
  [...new Set(actions.filter(({ action_name }) => action_name === 'send_webhook_event').map(({ action_params: [url] }) => String(url ?? '').trim()))]

const isCallable = (url: string) => url.length <= 2048 && /^https?:\/\//i.test(url) && URL.canParse(url)

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value])
