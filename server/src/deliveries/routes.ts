import Type, { type Static } from 'typebox'
import { maybeConversationId } from '../conversations/find.ts'
import { readMoment, type Moment } from '../db/time.ts'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import { refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Id, Nullable, OneOf, Text } from '../http/shapes.ts'
import { deliveriesPerPage, findDelivery, listAttempts, listDeliveries, maybeEvent } from './deliveries.ts'
import { EndpointJson, endpointJson } from './endpoint_wire.ts'
import { findEndpoint, listEndpoints, pauseEndpoint, resumeEndpoint } from './endpoints.ts'
import { findReplay, replayDelivery, startReplay, usualRate, type ReplayFilter } from './replays.ts'
import { bodyOf } from './request.ts'
import { DeliveryJson, EndpointPush, ReplayJson, ShownDelivery, deliveryJson, deliveryStates, endpointPush, replayJson, shownDelivery } from './wire.ts'

const One = Type.Object({ id: Id })
const Range = {
  endpoint_kind: Type.Optional(OneOf(['inbox', 'webhook', 'agent_bot', 'automation'])), endpoint_id: Type.Optional(Id), event: Type.Optional(Text), conversation_id: Type.Optional(Type.Integer()),
  since: Type.Optional(Text), until: Type.Optional(Text),
}
const tags = ['Deliveries']

/** The ledger of callbacks, below `/deliveries`. Administrators only. */
export async function deliveryRoutes(app: App): Promise<void> {
  app.addHook('onRequest', administratorsOnly)
  reading(app)
  replaying(app)
}

function reading(app: App): void {
  const Filter = Type.Object({ ...Range, state: Type.Optional(OneOf(deliveryStates)), before: Type.Optional(Id) })
  const List = Type.Object({ payload: Type.Array(DeliveryJson), meta: Type.Object({ next_before: Nullable(Id) }) }, { $id: 'DeliveryList' })
  app.get('/', { schema: { tags, summary: 'List, newest first, 25 a page', querystring: Filter, response: { 200: List } } }, async (request) => {
    const { since, until, ...filter } = request.query
    const page = await listDeliveries(app.db, member(request).account.id, { ...filter, since: moment('since', since), until: moment('until', until) })
    return { payload: page.map(deliveryJson), meta: { next_before: page.length === deliveriesPerPage ? page.at(-1)!.id : null } }
  })

  app.get('/:id', { schema: { tags, summary: 'Show with every attempt', params: One, response: { 200: ShownDelivery } } }, async (request) =>
    shown(app, member(request).account.id, request.params.id))
}

const Replaying = Type.Object({ ...Range, per_second: Type.Optional(Type.Integer()) })

function replaying(app: App): void {
  app.post('/:id/replay', { schema: { tags, summary: 'Send again', params: One, response: { 200: ShownDelivery } } }, async (request) => {
    const { account } = member(request)
    await replayDelivery(app.db, await findDelivery(app.db, account.id, request.params.id))
    return shown(app, account.id, request.params.id)
  })

  app.post('/replay', {
    schema: { tags, summary: 'Send again all that failed since a time, or all of a conversation', body: Replaying, response: { 200: ReplayJson } },
  }, async (request) => {
    const { account } = member(request)
    const { per_second = usualRate } = request.body
    if (per_second < 1 || per_second > 1000) throw refused('per_second must be between 1 and 1000')
    return replayJson(await startReplay(app.db, account.id, await replayFilter(app, account.id, request.body), per_second))
  })

  app.get('/replays/:id', { schema: { tags, summary: 'How far a replay has got', params: One, response: { 200: ReplayJson } } }, async (request) =>
    replayJson(await findReplay(app.db, member(request).account.id, request.params.id)))
}

/** Throws 422 for a request that could mean more than was meant. */
async function replayFilter(app: App, accountId: number, body: Static<typeof Replaying>): Promise<ReplayFilter> {
  const { conversation_id, endpoint_kind: kind, endpoint_id: id, event } = body
  if (conversation_id !== undefined) return { conversation_id: await maybeConversationId(app.db, accountId, conversation_id) ?? 0 }
  const [since, until] = [moment('since', body.since), moment('until', body.until)]
  if (since === undefined) throw refused('Either since or conversation_id is needed')
  if ((kind === undefined) !== (id === undefined)) throw refused('endpoint_kind and endpoint_id belong together')
  return { since, ...(until ? { until } : {}), ...(kind && id ? { endpoint: { kind, id } } : {}), ...(event ? { event } : {}) }
}

/** Who gets callbacks, below `/endpoints`. Administrators only. */
export async function endpointRoutes(app: App): Promise<void> {
  app.addHook('onRequest', administratorsOnly)
  const Named = Type.Object({ kind: Text, id: Id })

  const List = Type.Object({ payload: Type.Array(EndpointJson) }, { $id: 'EndpointList' })
  app.get('/', { schema: { tags, summary: 'Endpoints and their health', response: { 200: List } } }, async (request) =>
    ({ payload: (await listEndpoints(app.db, member(request).account.id)).map(endpointJson) }))

  for (const [verb, change] of [['pause', pauseEndpoint], ['resume', resumeEndpoint]] as const) {
    app.post(`/:kind/:id/${verb}`, { schema: { tags, summary: `${verb === 'pause' ? 'Pause' : 'Resume'} an endpoint`, params: Named, response: { 200: EndpointPush } } }, async (request) => {
      const { kind, id } = await findEndpoint(app.db, member(request).account.id, request.params.kind, request.params.id)
      return endpointPush((await change(app.db, causeOf(request), { account_id: member(request).account.id, kind, id }))!)
    })
  }
}

async function shown(app: App, accountId: number, id: number) {
  const delivery = await findDelivery(app.db, accountId, id)
  const [attempts, event] = await Promise.all([listAttempts(app.db, [id]), maybeEvent(app.db, accountId, delivery.event_id)])
  return shownDelivery(delivery, attempts.get(id)!, event && bodyOf({ ...event, event_id: event.id }))
}

/** ISO 8601 or Unix seconds. Throws 422 for anything else. */
function moment(name: string, text: string | undefined): Moment | undefined {
  if (text === undefined || text === '') return undefined
  const read = readMoment(text)
  if (read === null) throw refused(`${name} is no time: use ISO 8601 or Unix seconds`)
  return read
}
