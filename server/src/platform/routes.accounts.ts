import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { closeAccount } from '../accounts/delete.ts'
import { dropAccountUser, listAccountUsers, putAccountUser } from '../accounts/members.ts'
import { changeAccount, findProvisionedAccount, listProvisionedAccounts, provisionAccount, type AccountInput, type ProvisionedAccount } from '../accounts/provision.ts'
import { accountStatuses } from '../accounts/wire.ts'
import { roles } from '../agents/wire.ts'
import { HttpError } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Json, Nullable, OneOf, Text } from '../http/shapes.ts'
import { checkPermitted, listPermitted, permit } from './apps.ts'
import { AccountUserJson, accountUserJson, PlatformAccount, platformAccount } from './wire.ts'

const tags = ['Platform']
const One = Type.Object({ id: Id })
const Input = Type.Object({
  name: Type.Optional(Nullable(Text)), locale: Type.Optional(Text), domain: Type.Optional(Nullable(Text)), support_email: Type.Optional(Nullable(Text)),
  status: Type.Optional(OneOf(accountStatuses)), features: Type.Optional(Json), limits: Type.Optional(Json), custom_attributes: Type.Optional(Json),
})

/** Accounts and their members, below `/platform/api/v1/accounts`. */
export async function platformAccountRoutes(app: App): Promise<void> {
  accounts(app)
  members(app)
}

function accounts(app: App): void {
  const shown = (account: ProvisionedAccount) => platformAccount(account, app.config.mailerSenderEmail)

  app.get('', { schema: { tags, summary: 'List the accounts', response: { 200: Type.Array(PlatformAccount) } } }, async ({ platformApp }) =>
    (await listProvisionedAccounts(app.db.query, await listPermitted(app.db.query, platformApp, 'Account'))).map(shown))

  app.post('', { schema: { tags, summary: 'Create an account', body: Input, response: { 200: PlatformAccount } } }, async ({ platformApp, body }) =>
    shown(await app.db.transaction(async (query) => {
      const account = await provisionAccount(query, readInput(body))
      await permit(query, platformApp, 'Account', account.id)
      return account
    })))

  app.get('/:id', { schema: { tags, summary: 'Show an account', params: One, response: { 200: PlatformAccount } } }, async (request) =>
    shown(await findPermitted(app, request)))

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', schema: { tags, summary: 'Update an account', params: One, body: Input, response: { 200: PlatformAccount } },
    handler: async (request) => shown(await changeAccount(app.db, await findPermitted(app, request), readInput(request.body))),
  })

  app.delete('/:id', { schema: { tags, summary: 'Delete an account', params: One, response: { 200: Empty } } }, async (request, reply) => {
    await closeAccount(app.db, (await findPermitted(app, request)).id)
    return reply.send()
  })

  app.post('/:id/email_channel_migrations', { schema: { tags, summary: 'Not available: there are no e-mail channels', params: One } }, async (request) => {
    await findPermitted(app, request)
    throw new HttpError(403, { error: 'Email channel migrations are not enabled' })
  })
}

function members(app: App): void {
  app.get('/:id/account_users', { schema: { tags, summary: 'List the members', params: One, response: { 200: Type.Array(AccountUserJson) } } }, async (request) => {
    const { id } = await findPermitted(app, request)
    return (await listAccountUsers(app.db.query, id)).map(accountUserJson)
  })

  const Member = Type.Object({ user_id: Type.Optional(Id), role: Type.Optional(OneOf(roles)) })
  app.post('/:id/account_users', { schema: { tags, summary: 'Add a member or change its role', params: One, body: Member, response: { 200: AccountUserJson } } }, async (request) => {
    const { id } = await findPermitted(app, request)
    return accountUserJson(await putAccountUser(app.db, id, request.body.user_id, request.body.role))
  })

  app.delete('/:id/account_users', {
    schema: { tags, summary: 'Remove a member', params: One, querystring: Type.Object({ user_id: Type.Optional(Id) }), response: { 200: Empty } },
  }, async (request, reply) => {
    const { id } = await findPermitted(app, request)
    if (request.query.user_id !== undefined) await dropAccountUser(app.db, id, request.query.user_id)
    return reply.send()
  })
}

/** Throws 404, or 401 for an account that is not the app's. */
async function findPermitted(app: App, { params, platformApp }: FastifyRequest): Promise<ProvisionedAccount> {
  const account = await findProvisionedAccount(app.db.query, (params as { id: number }).id)
  await checkPermitted(app.db.query, platformApp, 'Account', account.id)
  return account
}

/** Features are switched on and off; whatever else is sent for one means on. */
function readInput({ features, ...input }: Omit<AccountInput, 'features'> & { features?: Record<string, unknown> }): AccountInput {
  if (!features) return input
  return { ...input, features: Object.fromEntries(Object.entries(features).map(([name, value]) => [name, value !== false && value !== 'false' && value !== null])) }
}
