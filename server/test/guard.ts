import Type, { type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Db } from '../src/db/db.ts'
import { callbackShapes } from '../src/events/bodies.ts'
import { callbackName, catalogue, webhookBody, type EventDefinition } from '../src/events/catalogue.ts'
import { onCommitted, type HappenedEvent } from '../src/events/emit.ts'
import type { App } from '../src/http/fastify.ts'

/** Everything that an answer or a payload says against its own schema, since the guard was set. */
export const offences: string[] = []

/**
 * Holds each answer of the app against its route's schema, before it is serialised and with unknown keys refused: looking at
 * the body afterwards would prove nothing about keys that a serialiser drops.
 */
export function guardAnswers(app: App): void {
  app.addHook('preSerialization', async (request, reply, payload) => {
    const { response } = (request.routeOptions.schema ?? {}) as { response?: Record<number, TSchema> }
    const schema = response?.[reply.statusCode]
    if (reply.statusCode === 200 && schema) check(`${request.method} ${request.routeOptions.url}`, schema, payload)
    return payload
  })
}

/** Holds each emitted event against the schemas of its dialects, and each payload as a contact would get it. */
export function guardEvents(db: Db): void {
  onCommitted(db, ({ events }) => {
    for (const event of events) {
      try {
        checkEvent(event)
      } catch (error) {
        offences.push(`${event.name} cannot be told: ${(error as Error).stack}`)
      }
    }
  })
}

function checkEvent(event: HappenedEvent): void {
  const { name, subject, changes } = event
  // What is stored is what late readers get: the payloads must come out of the snapshot's JSON alone.
  const stored = JSON.parse(JSON.stringify(subject)) as never
  const { cable } = catalogue[name] as EventDefinition<any>
  if (cable) {
    check(`cable ${name}`, withKeys(cable.schema, ['previous_changes']), cable.data(stored, changes))
    const own = cable.toContact?.(stored, changes)
    if (own) check(`cable ${name} to the contact`, withKeys(cable.schema, ['previous_changes']), own)
  }
  const callback = callbackName(name, stored)
  if (callback !== null) check(`webhook ${callback}`, callbackShapes[callback]!, webhookBody({ ...event, subject: stored }))
}

function check(where: string, schema: TSchema, value: unknown): void {
  const validator = compiled(schema)
  const plain = value === undefined ? null : JSON.parse(JSON.stringify(value)) as unknown
  if (validator.Check(plain)) return
  const errors = validator.Errors(plain).slice(0, 3).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
  offences.push(`${where}: ${errors.join('; ')}`)
}

const validators = new WeakMap<TSchema, ReturnType<typeof Compile>>()

function compiled(schema: TSchema) {
  let validator = validators.get(schema)
  if (!validator) validators.set(schema, validator = Compile(strict(schema) as TSchema))
  return validator
}

const widened = new WeakMap<TSchema, TSchema>()

function withKeys(schema: TSchema, keys: string[]): TSchema {
  let wide = widened.get(schema)
  if (!wide) {
    const { properties } = schema as unknown as { properties: Record<string, TSchema> }
    widened.set(schema, wide = Type.Object({ ...properties, ...Object.fromEntries(keys.map((key) => [key, Type.Optional(Type.Unknown())])) }))
  }
  return wide
}

/** The same schema with unknown keys refused at every level. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict)
  if (typeof schema !== 'object' || schema === null) return schema
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)])) as Record<string, unknown>
  if (copy.type === 'object' && copy.properties) copy.additionalProperties = false
  delete copy.$id
  return copy
}
