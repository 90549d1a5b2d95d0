import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openStage, type Stage } from '../../test/contract/stage.ts'
import { startMailbox, type Mailbox } from '../../test/smtp.ts'
import { mailNotifications } from './mails.ts'

let stage: Stage
let mailbox: Mailbox
let thread: number

beforeAll(async () => {
  mailbox = await startMailbox()
  stage = await openStage({ ...mailbox.env, BRAND_NAME: 'Snypto' })
})
afterAll(async () => {
  await stage.close()
  await mailbox.close()
})
beforeEach(async () => {
  await wants('conversation_assignment', 'assigned_conversation_new_message', 'conversation_mention')
  thread = (await stage.omar('POST', '/conversations')).body.id
  await stage.settled()
  for (const table of ['notifications', 'mails']) await stage.app.db.query(`delete from ${table}`)
  mailbox.received = []
})

const wants = (...types: string[]) =>
  stage.noah('PATCH', '/notification_settings', { notification_settings: { selected_email_flags: types.map((type) => `email_${type}`) } })
const at = (path: string) => `/conversations/${thread}${path}`
const assignNoah = () => stage.maya('POST', at('/assignments'), { assignee_id: stage.world.noah.id })
const say = (content: string) => stage.omar('POST', at('/messages'), { content })
const whileUnread = async () => {
  await stage.settled()
  await stage.app.db.query('update notifications set mail_due_at = now() where mail_due_at is not null')
}
const queued = async () => (await stage.app.db.query<{ subject: string }>('select subject from mails order by id')).map(({ subject }) => subject)
const mailed = async () => {
  await whileUnread()
  await Promise.all([mailNotifications(stage.app.db, stage.app.config), mailNotifications(stage.app.db, stage.app.config)])
  return queued()
}
const own = async () => (await stage.noah('GET', '/notifications?includes[]=read&includes[]=snoozed')).body.data.payload[0].id as number

test('who does not read in time is mailed once, with what it is about and where', async () => {
  await assignNoah()
  await say('Where is\nmy order?')
  expect(await mailed()).toEqual([`[Snypto] A new message is created in conversation (#${thread})`])
  const [mail] = await mailbox.waitFor(1)
  expect(mail!.to).toEqual([stage.world.noah.email])
  const text = mail!.raw.replace(/=\r\n/g, '').replaceAll('=3D', '=')
  for (const part of [
    /^Subject: \[Snypto\] A new message/m, 'Omar: Where is', 'Web app, acme', `${stage.app.url}/app/accounts/${stage.world.account}/conversations/${thread}`,
    `Which of these mails you get: ${stage.app.url}/app/accounts/${stage.world.account}/profile`, /^List-Unsubscribe: </m,
  ]) expect(text).toMatch(part)
  await mailNotifications(stage.app.db, stage.app.config)
  expect(await queued()).toHaveLength(1)
  await say('Hello?')
  expect(await mailed()).toHaveLength(2)
})

test('a mail that waits for its server is not lost when there is something newer, which is not mailed', async () => {
  await wants('conversation_assignment')
  mailbox.refusal = { code: 451, text: 'later' }
  await assignNoah()
  expect(await mailed()).toHaveLength(1)
  await expect.poll(async () => (await stage.app.db.query('select last_error from mails'))[0]?.last_error).toContain('later')
  await say('Hello?')
  await stage.settled()
  mailbox.refusal = null
  await stage.app.db.query('update mails set next_attempt_at = now()')
  const [mail] = await mailbox.waitFor(1)
  expect(mail!.raw).toMatch(/^Subject: .*assigned/im)
})

test('the flags of the settings decide, and those of a new member', async () => {
  await wants()
  await assignNoah()
  await say('Hello?')
  expect(await mailed()).toEqual([])
  await stage.app.db.query('delete from notification_settings')
  await stage.maya('POST', at('/assignments'), { assignee_id: null })
  await say('Nobody?')
  await assignNoah()
  expect(await mailed()).toEqual([`[Snypto] A conversation (#${thread}) has been assigned to you`])
})

test('a mention that is still to be mailed is not lost to what follows it', async () => {
  await wants('conversation_mention')
  await stage.maya('POST', at('/messages'), { content: `[@Noah](mention://user/${stage.world.noah.id}/Noah), please`, private: true })
  await stage.settled()
  await say('Hello?')
  expect(await mailed()).toEqual([`[Snypto] A new message is created in conversation (#${thread})`])
})

test.each([
  ['read', () => stage.noah('POST', at('/update_last_seen'))],
  ['put away', async () => stage.noah('POST', `/notifications/${await own()}/snooze`, { snoozed_until: Math.floor(Date.now() / 1000) + 3600 })],
  ['deleted', async () => stage.noah('DELETE', `/notifications/${await own()}`)],
  ['out of sight', () => stage.maya('PATCH', '/inbox_members', { inbox_id: stage.world.inbox.id, user_ids: [] })],
])('nothing is mailed of what is %s before', async (_, end) => {
  await assignNoah()
  await stage.settled()
  expect((await end()).status).toBeLessThan(300)
  expect(await mailed()).toEqual([])
  await stage.maya('PATCH', '/inbox_members', { inbox_id: stage.world.inbox.id, user_ids: [stage.world.noah.id] })
})

test('a mail that had to wait is not sent when it is no news any more', async () => {
  mailbox.refusal = { code: 451, text: 'later' }
  await assignNoah()
  expect(await mailed()).toHaveLength(1)
  await vi.waitFor(async () => expect(await stage.app.db.query('select attempts from mails where last_error is not null')).toEqual([{ attempts: 1 }]), 10_000)
  await stage.noah('POST', at('/update_last_seen'))
  mailbox.refusal = null
  await stage.app.db.query('update mails set next_attempt_at = now()')
  await vi.waitFor(async () => expect(await queued()).toEqual([]), 10_000)
  expect(mailbox.received).toEqual([])
})

test('nothing is kept for later while there is no mail server', async () => {
  await assignNoah()
  await whileUnread()
  await mailNotifications(stage.app.db, { smtpAddress: '', brandName: 'Snypto' })
  expect(await queued()).toEqual([])
})
