import fc, { type Arbitrary } from 'fast-check'
import type { Operation, Schema } from './operations.ts'

/** A request before its ids are filled in: those of the caller's own account, of another's, or of nothing. */
export interface Drawn {
  operation: Operation
  caller: (typeof callers)[number]
  /** For each path parameter, how it is filled: see `Pick`. */
  path: Pick[]
  query: Record<string, unknown>
  body: unknown
  contentType: string | null
}

/** Which id stands in a path: the n-th of the own account's, of another account's, or a text that is none. */
export type Pick = { of: 'own' | 'foreign'; n: number } | { of: 'nothing'; text: string }

export const callers = ['administrator', 'agent', 'bot', 'nobody'] as const

const pick: Arbitrary<Pick> = fc.oneof(
  { weight: 16, arbitrary: fc.record({ of: fc.constant('own' as const), n: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.record({ of: fc.constant('foreign' as const), n: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ of: fc.constant('nothing' as const), text: fc.constantFrom('0', '-1', 'abc', '99999999999999999999', '1.5', '%00', '%ff', '..', "1'--", 'null', 'me') }) },
)

/** Requests of all operations, each as likely as any other, plausible more often than not. */
export function requests(operations: Operation[], resolve: (schema: Schema) => Schema): Arbitrary<Drawn> {
  return fc.constantFrom(...operations).chain((operation) => {
    const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query')
    return fc.record({
      operation: fc.constant(operation),
      caller: fc.oneof({ weight: 12, arbitrary: fc.constant('administrator' as const) }, { weight: 5, arbitrary: fc.constantFrom(...callers) }),
      path: fc.array(pick, { minLength: 4, maxLength: 4 }),
      query: some(Object.fromEntries(inQuery.map(({ name, schema }) => [name, valueOf(schema, resolve, 2)]))),
      body: operation.body ? bodyOf(operation.body, resolve) : fc.constant(undefined),
      contentType: fc.oneof({ weight: 30, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml') }),
    })
  })
}

function bodyOf(schema: Schema, resolve: (schema: Schema) => Schema): Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: valueOf(schema, resolve, 4) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) })
}

/** Words that mean something somewhere, so that rules behind the types are reached. */
const words = fc.constantFrom(
  'open', 'resolved', 'pending', 'snoozed', 'status', 'priority', 'labels', 'name', 'email', 'created_at', 'equal_to', 'not_equal_to', 'contains', 'is_present',
  'is_greater_than', 'days_before', 'AND', 'OR', 'high', 'all', 'me', 'conversation', 'contact', 'Conversation', 'Contact', 'conversation_created', 'message_created', 'add_label',
  'send_message', 'vip', '2026-01-31', '1760000000', 'https://example.org/a', 'a@example.test', '+4930123456', 'true', 'UTC', 'account', 'agent', 'inbox', 'day', 'conversations_count',
)
const integers = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }) }, { weight: 1, arbitrary: fc.constantFrom(-1, 2 ** 31, 2 ** 53, 1_760_000_000, 1.5) })
const texts = fc.oneof(
  { weight: 4, arbitrary: words },
  { weight: 3, arbitrary: fc.string({ maxLength: 30, unit: 'binary' }) },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', 'x'.repeat(300), 'x'.repeat(21_000), '\0', '{{contact.name}}', '<script>alert(1)</script>', "'; drop table contacts; --", '%', '\u202Eabc') },
)

function valueOf(schema: Schema, resolve: (schema: Schema) => Schema, depth: number): Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: plausible(resolve(schema), resolve, depth) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) })
}

function plausible(schema: Schema, resolve: (schema: Schema) => Schema, depth: number): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((option) => valueOf(option, resolve, depth)))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'integer' || type === 'number') return integers
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'string') return texts
  if (depth === 0) return fc.constant(null)
  if (type === 'array') return fc.array(valueOf(schema.items ?? {}, resolve, depth - 1), { maxLength: 3 })
  if (schema.properties) return some(Object.fromEntries(Object.entries(schema.properties).map(([key, property]) => [key, valueOf(property, resolve, depth - 1)])))
  if (type === 'object') return fc.dictionary(fc.oneof(words, fc.string({ maxLength: 10 })), fc.oneof(texts, integers, fc.jsonValue({ maxDepth: 2 })), { maxKeys: 4 })
  return fc.oneof(texts, integers, conditions, fc.jsonValue({ maxDepth: 3 }))
}

/** What filters and rules are made of (application API §5.6). */
const conditions = fc.array(fc.record({
  attribute_key: words, filter_operator: words, values: fc.array(fc.oneof(words, integers), { maxLength: 3 }), query_operator: fc.constantFrom('AND', 'OR', null, 'and', 'XOR'),
}, { requiredKeys: ['attribute_key', 'filter_operator'] }), { maxLength: 3 })

const some = (values: Record<string, Arbitrary<unknown>>): Arbitrary<Record<string, unknown>> => fc.record(values, { requiredKeys: [] })
