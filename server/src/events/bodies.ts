import Type, { type TSchema } from 'typebox'
import { BotPush } from '../agent_bots/wire.ts'
import { Id, Json, OneOf } from '../http/shapes.ts'
import { UserPush } from '../users/wire.ts'
import { catalogue, type EventDefinition } from './catalogue.ts'
import { Stamp } from './wire.ts'

type Properties = { properties: Record<string, TSchema> }

const definitions = Object.entries(catalogue) as [string, EventDefinition<any>][]

/** The body of each callback by the name it has there: what `webhookBody` makes. */
export const callbackShapes: Record<string, TSchema> = Object.fromEntries(definitions.flatMap(([, { webhook }]) => {
  if (!webhook) return []
  const { properties } = webhook.schema as unknown as Properties
  return [[webhook.name, Type.Object({ ...properties, event: Type.Literal(webhook.name), ...webhook.tail, ...Stamp }, { $id: `${capitalised(webhook.name)}Callback` })]]
}))

/** Any callback that the log keeps: typing is over before anybody could read of it there. */
const kept = definitions.filter(([, { expires }]) => expires === undefined)
export const CallbackBody = Type.Union(kept.flatMap(([, { webhook }]) => (webhook ? [callbackShapes[webhook.name]!] : [])), { $id: 'CallbackBody' })

/** What the log keeps and contacts hear of, by the names of the cable. */
export const contactEvents = kept.filter(([, { cable }]) => cable?.toContact).map(([name]) => name)

/** A frame as a contact gets it: what `cableData` makes, with the name of the event. */
export const ContactFrame = Type.Union([...Map.groupBy(contactEvents, (name) => schemaOf(name))].map(([schema, names]) => {
  const { properties } = schema as unknown as Properties
  const data = { ...properties, previous_changes: Type.Optional(Json), account_id: Id, performer: Type.Optional(Type.Union([UserPush, BotPush])), ...Stamp }
  return Type.Object({ event: OneOf(names), data: Type.Object(data) })
}), { $id: 'ContactFrame' })

function schemaOf(name: string): TSchema {
  return (catalogue[name as keyof typeof catalogue] as EventDefinition<any>).cable!.schema
}

/** `message_created` → `MessageCreated`; what stands before a full stop is a word like any other. */
function capitalised(name: string): string {
  return name.split(/[_.]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
