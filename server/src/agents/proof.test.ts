import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentRoom, connect } from '../../test/cable/client.ts'
import { openStage, type Stage } from '../../test/contract/stage.ts'
import { startMailbox, type Mailbox } from '../../test/smtp.ts'
import { password } from '../../test/world.ts'

// An invitation to one account opens nothing to whoever has made a user of that address in another.

let mailbox: Mailbox
let stage: Stage
let rival: { access_token: string; account_id: number }

beforeAll(async () => {
  mailbox = await startMailbox()
  stage = await openStage(mailbox.env)
  rival = (await stage.app.call('POST', '/api/v1/accounts', { body: { account_name: 'rival', user_full_name: 'Rival', email: 'rival@rival.test', password } })).body.data
})
afterAll(async () => {
  await stage.close()
  await mailbox.close()
})

const own = (token: string, path = '/conversations') => stage.app.call('GET', `/api/v1/accounts/${stage.world.account}${path}`, { token })
const linkOf = async (address: string) => {
  const mail = () => mailbox.received.findLast(({ to }) => to.includes(address))
  await expect.poll(mail).toBeDefined()
  return /reset_password_token=(?:3D)?(\w+)/.exec(mail()!.raw.replace(/=\r?\n/g, ''))![1]!
}

test('who has made the user is kept out until the address is proved, and out of it then', async () => {
  const email = 'ceo@acme.test'
  await stage.app.call('POST', `/api/v1/accounts/${rival.account_id}/agents`, { token: rival.access_token, body: { email, password: 'attackers-pw-1' } })
  const { data: attacker } = (await stage.app.call('POST', '/auth/sign_in', { body: { email, password: 'attackers-pw-1' } })).body
  const { id, confirmed } = (await stage.maya('POST', '/agents', { email, role: 'administrator' })).body
  expect(confirmed).toBe(false)
  const outside = { status: 401, body: { error: 'You are not authorized to access this account' } }
  expect(await own(attacker.access_token)).toMatchObject(outside)
  expect((await own(attacker.access_token, '')).status).toBe(404)
  const profile = (await stage.app.call('GET', '/api/v1/profile', { token: attacker.access_token })).body
  expect(profile.accounts.map((account: { id: number }) => account.id)).toEqual([rival.account_id])
  const socket = await connect(`${stage.app.url.replace('http', 'ws')}/cable`)
  await socket.next()
  expect(await socket.subscribe(agentRoom(stage.world.account, { id, token: profile.pubsub_token }))).toMatchObject({ type: 'reject_subscription' })
  socket.socket.terminate()

  const changed = await stage.app.call('PUT', '/auth/password', { body: { reset_password_token: await linkOf(email), password: 'Owners-horse-9' } })
  expect(changed.status).toBe(200)
  const { data: owner } = (await stage.app.call('POST', '/auth/sign_in', { body: { email, password: 'Owners-horse-9' } })).body
  expect((await own(owner.access_token)).status).toBe(200)
  expect((await own(attacker.access_token)).status).toBe(401)
  expect((await stage.maya('GET', '/agents')).body.find((agent: { id: number }) => agent.id === id)).toMatchObject({ confirmed: true, role: 'administrator' })
})

test('who has proved the address is a member at once, until it is another', async () => {
  const email = 'ceo@acme.test'
  const elsewhere = await stage.app.call('POST', `/api/v1/accounts/${rival.account_id}/agents`, { token: rival.access_token, body: { email: 'new@rival.test', password } })
  expect(elsewhere.body.confirmed).toBe(true)
  const third = (await stage.app.call('POST', '/api/v1/accounts', { body: { account_name: 'third', user_full_name: 'Third', email: 'third@third.test', password } })).body.data
  const invite = (address: string) => stage.app.call('POST', `/api/v1/accounts/${third.account_id}/agents`, { token: third.access_token, body: { email: address } })
  expect((await invite(email)).body.confirmed).toBe(true)
  const { data: user } = (await stage.app.call('POST', '/auth/sign_in', { body: { email: 'new@rival.test', password } })).body
  await stage.app.db.query(`update users set email_proved_at = now() where email = 'new@rival.test'`)
  await stage.app.call('PUT', '/api/v1/profile', { token: user.access_token, body: { profile: { email: 'cfo@third.test' } } })
  expect((await invite('cfo@third.test')).body.confirmed).toBe(false)
})

test('an invitation is the address\'s: whoever changes his back proves nothing by it', async () => {
  const email = 'thief@rival.test'
  await stage.app.call('POST', `/api/v1/accounts/${rival.account_id}/agents`, { token: rival.access_token, body: { email, password } })
  const { data: thief } = (await stage.app.call('POST', '/auth/sign_in', { body: { email, password } })).body
  const change = (to: string) => stage.app.call('PUT', '/api/v1/profile', { token: thief.access_token, body: { profile: { email: to } } })
  await change('cto@acme.test')
  expect((await stage.maya('POST', '/agents', { email: 'cto@acme.test', role: 'administrator' })).body.confirmed).toBe(false)
  expect((await change(email)).status).toBe(200)
  await stage.app.call('POST', '/auth/password', { body: { email } })
  expect((await stage.app.call('PUT', '/auth/password', { body: { reset_password_token: await linkOf(email), password: 'Thieves-horse-9' } })).status).toBe(200)
  const { data: again } = (await stage.app.call('POST', '/auth/sign_in', { body: { email, password: 'Thieves-horse-9' } })).body
  expect((await own(again.access_token)).status).toBe(401)
})

test('the name of somebody who works elsewhere, too, stays', async () => {
  const at = `/api/v1/accounts/${rival.account_id}/agents`
  const { id } = (await stage.app.call('POST', at, { token: rival.access_token, body: { email: stage.world.noah.email } })).body
  expect((await stage.app.call('PATCH', `${at}/${id}`, { token: rival.access_token, body: { name: 'Renamed' } })).body).toMatchObject({ name: 'Noah Berg' })
  expect((await stage.maya('GET', '/agents')).body.map(({ name }: { name: string }) => name)).not.toContain('Renamed')
})
