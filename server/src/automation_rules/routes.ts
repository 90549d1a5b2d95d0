import Type from 'typebox'
import { ActionsBody } from '../actions/actions.ts'
import { listWebhooks } from '../actions/endpoints.ts'
import { findFiles } from '../actions/files.ts'
import { FilterPayload } from '../filters/filter.ts'
import { administratorsOnly, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Nullable, Text } from '../http/shapes.ts'
import { type AutomationRule, cloneRule, createRule, deleteRule, findRule, listRules, updateRule } from './rules.ts'
import { listRuns, runsPerPage } from './runs.ts'
import { AutomationRuleJson, AutomationRunJson, automationRuleJson, automationRunJson } from './wire.ts'

const tags = ['Automation']
const One = Type.Object({ account_id: Id, id: Id })
const Rule = Type.Object({ payload: AutomationRuleJson })
const Body = Type.Object({
  name: Type.Optional(Nullable(Text)), description: Type.Optional(Nullable(Text)), event_name: Type.Optional(Nullable(Text)), active: Type.Optional(Type.Boolean()),
  conditions: Type.Optional(FilterPayload), actions: Type.Optional(ActionsBody),
})

/** Application API §4.9, below `/automation_rules`. Administrators only. */
export async function automationRuleRoutes(app: App): Promise<void> {
  app.addHook('onRequest', administratorsOnly)
  reading(app)
  writing(app)
}

function reading(app: App): void {
  app.get('', { schema: { tags, summary: 'List', response: { 200: Type.Object({ payload: Type.Array(AutomationRuleJson) }) } } }, async (request) =>
    ({ payload: await shown(app, await listRules(app.db.query, member(request).account.id)) }))

  app.get('/:id', { schema: { tags, summary: 'Show', params: One, response: { 200: Rule } } }, async (request) =>
    ({ payload: await one(app, await findRule(app.db.query, member(request).account.id, request.params.id)) }))

  const Runs = Type.Object({ payload: Type.Array(AutomationRunJson), meta: Type.Object({ next_before: Nullable(Id) }) }, { $id: 'AutomationRunList' })
  app.get('/:id/runs', {
    schema: { tags, summary: 'What it did, newest first, 25 a page', params: One, querystring: Type.Object({ before: Type.Optional(Id) }), response: { 200: Runs } },
  }, async (request) => {
    const page = await listRuns(app.db.query, await findRule(app.db.query, member(request).account.id, request.params.id), request.query.before)
    return { payload: page.map(automationRunJson), meta: { next_before: page.length === runsPerPage ? page.at(-1)!.id : null } }
  })
}

function writing(app: App): void {
  // The incumbent answers a new rule bare, and everything else in a payload.
  app.post('', { schema: { tags, summary: 'Create', body: Body, response: { 200: AutomationRuleJson } } }, async (request) =>
    one(app, await createRule(app.db, member(request).account.id, request.body)))

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', schema: { tags, summary: 'Update', params: One, body: Body, response: { 200: Rule } },
    handler: async (request) => ({ payload: await one(app, await updateRule(app.db, member(request).account.id, request.params.id, request.body)) }),
  })

  app.post('/:id/clone', { schema: { tags, summary: 'Make the same once more', params: One, response: { 200: Rule } } }, async (request) =>
    ({ payload: await one(app, await cloneRule(app.db, member(request).account.id, request.params.id)) }))

  app.delete('/:id', { schema: { tags, summary: 'Delete, with its log', params: One, response: { 200: Empty } } }, async (request, reply) => {
    await deleteRule(app.db, member(request).account.id, request.params.id)
    return reply.send()
  })
}

async function shown(app: App, rules: AutomationRule[]) {
  const [first] = rules
  const [files, webhooks] = await Promise.all([findFiles(app.db.query, first?.account_id ?? 0, rules), listWebhooks(app.db.query, 'automation_rule', rules)])
  return rules.map((rule) => automationRuleJson(rule, files, webhooks.get(rule.id)))
}

const one = async (app: App, rule: AutomationRule) => (await shown(app, [rule]))[0]!
