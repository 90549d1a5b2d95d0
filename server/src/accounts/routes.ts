import type { FastifyReply, FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { systemCause } from '../events/cause.ts'
import { maybeCaller, ownOrigin, requireUser } from '../http/auth.ts'
import { HttpError } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Nullable, Text } from '../http/shapes.ts'
import { throttled } from '../http/throttle.ts'
import { findProfile, ownTokens, setActiveAccount } from '../profile/profile.ts'
import { giveSession, visitorOf } from '../sessions/credentials.ts'
import { startSession } from '../sessions/sessions.ts'
import { type Account, findOwnAccount, updateAccount } from './accounts.ts'
import { findCacheKeys } from './cache_keys.ts'
import { signUp } from './sign_up.ts'
import { AccountJson, accountJson, CacheKeysJson, SignedUpJson, signedUpJson } from './wire.ts'

const tags = ['Accounts']
const AccountId = Type.Object({ account_id: Id })
const SignUp = Type.Object({
  account_name: Type.Optional(Text), user_full_name: Type.Optional(Text), email: Type.Optional(Text), password: Type.Optional(Text), locale: Type.Optional(Text),
})
const attributes = Object.fromEntries(['industry', 'company_size', 'timezone', 'referral_source', 'user_role', 'website'].map((key) => [key, Type.Optional(Nullable(Text))]))
const settings = Object.fromEntries(
  ['auto_resolve_after', 'auto_resolve_message', 'auto_resolve_ignore_waiting', 'audio_transcriptions', 'auto_resolve_label', 'reporting_timezone', 'keep_pending_on_bot_failure', 'webhook_allow_hosts'].map((key) => [key, Type.Optional(Type.Unknown())]))
const AccountIn = Type.Object({
  name: Type.Optional(Nullable(Text)), locale: Type.Optional(Text), domain: Type.Optional(Nullable(Text)), support_email: Type.Optional(Nullable(Text)), ...attributes, ...settings,
})

/** Sign-up, and the account itself (application API §2). */
export async function accountRoutes(app: App): Promise<void> {
  const response = { 200: Type.Object({ data: SignedUpJson }) }
  app.post('/v1/accounts', {
    schema: { body: SignUp, response, summary: 'Create an account and its administrator', tags }, onRequest: throttled(5, 30 * 60, (request) => request.ip),
  }, async (request, reply) => signUpAnswer(app, request, reply, request.body))

  const Address = Type.Pick(SignUp, ['email', 'password', 'locale'])
  app.post('/v2/accounts', {
    schema: { body: Address, response, summary: 'Create an account by address alone', tags }, onRequest: throttled(5, 30 * 60, (request) => request.ip),
  }, async (request, reply) => {
    // It asks for no names, which accounts and people need.
    const name = request.body.email?.trim().split('@')[0] || 'New account'
    return signUpAnswer(app, request, reply, { account_name: name, user_full_name: name, ...request.body })
  })

  app.register(ownAccountRoutes, { prefix: '/v1/accounts/:account_id' })
}

async function signUpAnswer(app: App, request: FastifyRequest, reply: FastifyReply, input: Static<typeof SignUp>) {
  // A page of somebody else that the operator happens to have open must not take over a fresh installation.
  if (!app.config.enableAccountSignup && request.headers.origin !== undefined && !ownOrigin(request.headers)) throw new HttpError(403, { message: 'Signup failed' })
  const caller = await maybeCaller(request)
  const profile = await findProfile(app.db.query, await signUp(app.db, caller, input, app.config.enableAccountSignup))
  // The dashboard has its session already.
  if (caller?.via === 'cookie') return { data: signedUpJson(profile, {}) }
  giveSession(request, reply, await startSession(app.db, systemCause, profile.id, visitorOf(request), app.config.maxUserSessions), profile.email)
  return { data: signedUpJson(profile, await ownTokens(app.db.query, profile)) }
}

/** These find the account among the caller's own: for anybody else it is not there, and they do not ask whether it is suspended. */
async function ownAccountRoutes(app: App): Promise<void> {
  requireUser(app)

  const shown = async (account: Account) => accountJson(account, await findCacheKeys(app.db.query, account.id), app.config.mailerSenderEmail)

  app.get('/', { schema: { params: AccountId, response: { 200: AccountJson }, summary: 'Show the account', tags } }, async (request) =>
    ({ ...await shown(await findOwnAccount(app.db.query, request.caller, request.params.account_id)), latest_chatwoot_version: null }))

  const response = { 200: AccountJson }
  app.route({
    method: ['PATCH', 'PUT'], url: '/', schema: { params: AccountId, body: AccountIn, response, summary: 'Update the account', tags },
    handler: async (request) => shown(await changed(request, request.params.account_id, request.body)),
  })

  const Onboarding = Type.Object({ name: Type.Optional(Nullable(Text)), locale: Type.Optional(Text), ...attributes })
  app.route({
    method: ['PATCH', 'PUT'], url: '/onboarding', schema: { params: AccountId, body: Onboarding, response, summary: 'Say who the account is', tags },
    handler: async (request) => shown(await changed(request, request.params.account_id, request.body)),
  })

  app.get('/cache_keys', {
    schema: { params: AccountId, response: { 200: Type.Object({ cache_keys: CacheKeysJson }) }, summary: 'Stamps of the cached lists', tags },
  }, async (request, reply) => {
    const account = await findOwnAccount(app.db.query, request.caller, request.params.account_id)
    reply.header('cache-control', 'max-age=10, private, stale-while-revalidate=300')
    return { cache_keys: await findCacheKeys(app.db.query, account.id) }
  })

  app.post('/update_active_at', { schema: { params: AccountId, response: { 200: Empty }, summary: 'Remember the account used last', tags } }, async (request, reply) => {
    await setActiveAccount(app.db.query, request.caller.user.id, request.params.account_id)
    return reply.send()
  })

  async function changed({ caller }: FastifyRequest, accountId: number, input: Static<typeof AccountIn>): Promise<Account> {
    const { name, locale, domain, support_email } = input
    const account = await findOwnAccount(app.db.query, caller, accountId)
    await updateAccount(app.db.query, account, { name, locale, domain, support_email, settings: pick(input, settings), custom_attributes: pick(input, attributes) })
    return findOwnAccount(app.db.query, caller, account.id)
  }
}

const pick = (values: Record<string, unknown>, keys: object) => Object.fromEntries(Object.keys(keys).filter((key) => values[key] !== undefined).map((key) => [key, values[key]]))
