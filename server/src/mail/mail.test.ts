import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { startMailbox, type Mailbox } from '../../test/smtp.ts'
import { makeWorld, type World } from '../../test/world.ts'
import { queueMail, requireMail } from './mails.ts'
import { createMailer } from './send.ts'

let app: TestApp
let world: World
let mailbox: Mailbox
let mailer: ReturnType<typeof createMailer>
const stop = new AbortController().signal

beforeAll(async () => {
  // The app itself has no mail server, so that only this file sends.
  app = await startTestApp()
  world = await makeWorld(app)
})
beforeEach(async () => {
  mailbox = await startMailbox()
  mailer = createMailer({ db: app.db, config: config() })
})
afterEach(async () => {
  mailer.close()
  await mailbox.close()
  await app.db.query('delete from mails')
})
afterAll(() => app.close())

const config = () => ({
  ...app.config, smtpAddress: '127.0.0.1', smtpPort: Number(mailbox.env.SMTP_PORT), mailerSenderEmail: mailbox.env.MAILER_SENDER_EMAIL!,
})
const queue = (changes = {}) => queueMail(app.db, { account_id: world.account, to: ['ada@example.org'], subject: 'Grüße', text: 'Hello', ...changes })
const rows = () => app.db.query('select state, attempts, last_error, next_attempt_at > now() as later from mails order by id')
const dueNow = () => app.db.query('update mails set next_attempt_at = now()')

test('a mail is sent once, to all its recipients', async () => {
  await queue({ to: ['ada@example.org', 'bob@example.org'], html: '<p>Hello</p>' })
  await Promise.all([mailer.sendDue(stop), mailer.sendDue(stop)])
  const [mail] = await mailbox.waitFor(1)
  expect(mail!.to).toEqual(['ada@example.org', 'bob@example.org'])
  for (const part of [/^From: Parley <desk@parley\.test>/m, /^Subject: =\?UTF-8\?/m, /^Message-ID: <[\w-]+@parley\.test>/m, /^Auto-Submitted: auto-generated/m, '<p>Hello</p>']) expect(mail!.raw).toMatch(part)
  await mailer.sendDue(stop)
  expect(mailbox.received).toHaveLength(1)
  expect(await rows()).toEqual([{ state: 'sent', attempts: 1, last_error: null, later: true }])
})

test('a mail waits while the server is busy or away, and keeps its Message-ID', async () => {
  await queue()
  mailbox.refusal = { code: 451, text: 'try later' }
  await mailer.sendDue(stop)
  expect(await rows()).toMatchObject([{ state: 'pending', attempts: 1, last_error: expect.stringContaining('try later'), later: true }])
  await mailbox.close()
  await dueNow()
  await mailer.sendDue(stop)
  expect(await rows()).toMatchObject([{ state: 'pending', attempts: 2, last_error: expect.stringContaining('ECONNREFUSED'), later: true }])
})

test('a mail that is refused for good, or too often, is given up', async () => {
  await queue()
  mailbox.refusal = { code: 554, text: 'no such mailbox' }
  await mailer.sendDue(stop)
  expect(await rows()).toMatchObject([{ state: 'failed', attempts: 1, last_error: expect.stringContaining('no such mailbox') }])
  await app.db.query(`update mails set state = 'pending', attempts = 6, next_attempt_at = now()`)
  mailbox.refusal = { code: 451, text: 'try later' }
  await mailer.sendDue(stop)
  expect(await rows()).toMatchObject([{ state: 'failed', attempts: 7 }])
})

test('signs in where the server asks for it; a wrong password is for the operator to mend, and the mail waits', async () => {
  const guarded = await startMailbox({ user: 'desk', password: 'secret' })
  const as = (smtpPassword: string) => createMailer({ db: app.db, config: { ...config(), smtpPort: Number(guarded.env.SMTP_PORT), smtpUsername: 'desk', smtpPassword } })
  await queue()
  await as('wrong').sendDue(stop)
  expect(await rows()).toMatchObject([{ state: 'pending', last_error: expect.stringContaining('wrong password'), later: true }])
  await dueNow()
  await as('secret').sendDue(stop)
  expect([await rows(), guarded.received.length]).toMatchObject([[{ state: 'sent', attempts: 2 }], 1])
  await guarded.close()
})

test('addresses and subjects carry nothing in', async () => {
  await queue({ to: ['"x" <evil@example.org>, ada@example.org'], subject: 'a\r\nBcc: evil@example.org' })
  await mailer.sendDue(stop)
  for (const { raw, to } of mailbox.received) expect([/^Bcc:/m.test(raw), to.length]).toEqual([false, 1])
})

test('without a mail server the queue stands still, and what needs one says so', async () => {
  await queue()
  await createMailer({ db: app.db, config: app.config }).sendDue(stop)
  expect(await rows()).toMatchObject([{ state: 'pending', attempts: 0 }])
  expect(() => requireMail(app.config)).toThrow('SMTP_ADDRESS')
  expect(() => requireMail(config())).not.toThrow()
})
