import Type, { type Static } from 'typebox'
import { administratorsOnly, member } from '../http/auth.ts'
import { ChoiceInput, readChoice } from '../http/choices.ts'
import { HttpError } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Nullable, Text } from '../http/shapes.ts'
import { findInbox, listInboxes } from '../inboxes/inboxes.ts'
import { InboxJson, inboxJson } from '../inboxes/wire.ts'
import {
  createPolicy, deletePolicy, findPolicy, listPolicies, listPolicyInboxes, maybeInboxPolicy, removeInboxPolicy, setInboxPolicy, updatePolicy,
  type PolicyInput,
} from './policies.ts'
import { orders, PolicyJson, policyJson, priorities } from './wire.ts'

const tags = ['Assignment policies']
const One = Type.Object({ id: Id })
const Input = Type.Object({
  name: Type.Optional(Nullable(Text)), description: Type.Optional(Nullable(Text)), assignment_order: ChoiceInput(orders), conversation_priority: ChoiceInput(priorities),
  fair_distribution_limit: Type.Optional(Type.Integer()), fair_distribution_window: Type.Optional(Type.Integer()), enabled: Type.Optional(Type.Boolean()),
})
const response = { 200: PolicyJson }

/** Application API §4.14, below `/assignment_policies`. Administrators only, reading included. */
export async function assignmentPolicyRoutes(app: App): Promise<void> {
  app.addHook('onRequest', administratorsOnly)
  const config = { root: 'assignment_policy' }

  app.get('/', { schema: { tags, summary: 'List', response: { 200: Type.Array(PolicyJson) } } }, async (request) =>
    (await listPolicies(app.db.query, member(request).account.id)).map(policyJson))

  app.get('/:id', { schema: { tags, summary: 'Show', params: One, response } }, async (request) =>
    policyJson(await findPolicy(app.db.query, member(request).account.id, request.params.id)))

  app.post('/', { config, schema: { tags, summary: 'Create', body: Input, response } }, async (request) =>
    policyJson(await createPolicy(app.db, member(request).account.id, inputOf(request.body))))

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', config, schema: { tags, summary: 'Update', params: One, body: Input, response },
    handler: async (request) =>
      policyJson(await updatePolicy(app.db, await findPolicy(app.db.query, member(request).account.id, request.params.id), inputOf(request.body))),
  })

  app.delete('/:id', { schema: { tags, summary: 'Delete', params: One, response: { 200: Empty } } }, async (request, reply) => {
    await deletePolicy(app.db, await findPolicy(app.db.query, member(request).account.id, request.params.id))
    return reply.code(200).send()
  })

  app.get('/:id/inboxes', { schema: { tags, summary: 'Its inboxes', params: One, response: { 200: Type.Object({ inboxes: Type.Array(InboxJson) }) } } }, async (request) => {
    const ids = new Set(await listPolicyInboxes(app.db.query, await findPolicy(app.db.query, member(request).account.id, request.params.id)))
    const inboxes = await listInboxes(app.db, member(request))
    return { inboxes: inboxes.filter(({ id }) => ids.has(id)).map((inbox) => inboxJson(inbox, member(request).role)) }
  })
}

/** The policy of one inbox, below `/inboxes/:id/assignment_policy` (application API §3.1). */
export async function inboxPolicyRoutes(app: App): Promise<void> {
  app.addHook('onRequest', administratorsOnly)
  const find = (request: Parameters<typeof member>[0], id: number) => findInbox(app.db, member(request), id)

  app.get('/', { schema: { tags, summary: "An inbox's policy", params: One, response } }, async (request) => {
    const policy = await maybeInboxPolicy(app.db.query, await find(request, request.params.id))
    if (!policy) throw noPolicy()
    return policyJson(policy)
  })

  const Choice = Type.Object({ assignment_policy_id: Type.Optional(Id) })
  app.post('/', { schema: { tags, summary: 'Give an inbox a policy', params: One, body: Choice, response } }, async (request) => {
    const inbox = await find(request, request.params.id)
    return policyJson(await setInboxPolicy(app.db, inbox, await findPolicy(app.db.query, inbox.account_id, request.body.assignment_policy_id ?? 0)))
  })

  app.delete('/', { schema: { tags, summary: 'Take its policy from an inbox', params: One, response: { 200: Empty } } }, async (request, reply) => {
    const inbox = await find(request, request.params.id)
    if (!await maybeInboxPolicy(app.db.query, inbox)) throw noPolicy()
    await removeInboxPolicy(app.db, inbox)
    return reply.code(200).send()
  })
}

const noPolicy = () => new HttpError(404, { error: 'Assignment policy not found' })

const inputOf = ({ assignment_order, conversation_priority, ...rest }: Static<typeof Input>): PolicyInput => ({
  ...rest,
  assignment_order: readChoice(orders, assignment_order, 'assignment_order'),
  conversation_priority: readChoice(priorities, conversation_priority, 'conversation_priority'),
})
