import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from '../stage.ts'
import { expectRefusals, invalid, notFound } from './calls.ts'
import { row } from './covers.ts'

// Application API §5.5: what a contact may not be, at creation and at change. A value that is taken also says by whom (`contact_id`, added).

let stage: Stage
let holder: number
let id: number

beforeAll(async () => {
  stage = await openStage()
  const create = async (values: object) => (await stage.noah('POST', '/contacts', values)).body.payload.contact.id as number
  holder = await create({ email: 'held@example.org', phone_number: '+4930111', identifier: 'held', inbox_id: stage.world.inbox.id, source_id: 'held' })
  id = await create({ name: 'Other' })
})
afterAll(() => stage.close())

const refused = async (values: object, message: string, attributes: string[], added = {}) => {
  const answer = { ...invalid(message, ...attributes), ...added }
  await expectRefusals([[stage.noah, 'POST', '/contacts', values, 422, answer], [stage.noah, 'PATCH', `/contacts/${id}`, values, 422, answer]])
}
const taken = async (values: object, message: string, attribute: string) => refused(values, message, [attribute], { contact_id: holder })
const stored = async (values: object) => (await stage.noah('PATCH', `/contacts/${id}`, values)).body.payload

test(row('5.5 phone_number'), async () => {
  for (const phone_number of ['12345', '+0123', '+1', `+1${'0'.repeat(15)}`, '+49 30']) await refused({ phone_number }, 'Phone number should be in e164 format', ['phone_number'])
  await taken({ phone_number: '+4930111' }, 'Phone number has already been taken', 'phone_number')
  for (const [phone_number, kept] of [['+49301', '+49301'], ['tel:+49302', 'tel:+49302'], ['', null]]) expect((await stored({ phone_number })).phone_number).toBe(kept)
})

test(row('5.5 email'), async () => {
  for (const email of ['plain', 'a b@example.org', '@example.org', 'a@', 'a@b@c']) await refused({ email }, 'Email Invalid email', ['email'])
  await taken({ email: 'HELD@example.org' }, 'Email has already been taken', 'email')
  for (const [email, kept] of [['New@Example.org', 'new@example.org'], [' ', null]]) expect((await stored({ email })).email).toBe(kept)
})

test(row('5.5 identifier'), async () => {
  await taken({ identifier: 'held' }, 'Identifier has already been taken', 'identifier')
  // Case matters, and a blank one is none.
  for (const [identifier, kept] of [['HELD', 'HELD'], ['', null]]) expect((await stored({ identifier })).identifier).toBe(kept)
})

test(row('5.5 several at once'), async () => {
  await refused({ email: 'held@example.org', identifier: 'held', phone_number: '1' },
    'Phone number should be in e164 format, Email has already been taken, Identifier has already been taken', ['phone_number', 'email', 'identifier'], { contact_id: holder })
})

test(row('5.5 name'), async () => {
  await refused({ name: 'n'.repeat(256) }, 'Name is too long (maximum is 255 characters)', ['name'])
  for (const name of ['n'.repeat(255), '']) expect((await stored({ name })).name).toBe(name)
})

test(row('5.5 inbox_id unknown'), async () => {
  await expectRefusals([[stage.noah, 'POST', '/contacts', { email: 'half@example.org', inbox_id: 999_999 }, 404, notFound]])
  expect((await stage.noah('GET', '/contacts/search?q=half@example.org')).body.payload).toEqual([])
})

test(row('5.5 source_id taken'), async () => {
  const link = { inbox_id: stage.world.inbox.id, source_id: 'held' }
  const error = { error: 'source_id should be unique' }
  await expectRefusals([
    [stage.noah, 'POST', '/contacts', { email: 'half@example.org', ...link }, 422, error],
    [stage.noah, 'POST', `/contacts/${id}/contact_inboxes`, link, 422, error],
    [stage.noah, 'POST', '/conversations', { contact_id: id, ...link }, 422, error],
    [stage.noah, 'POST', '/contacts', { inbox_id: link.inbox_id, source_id: 's'.repeat(20_001) }, 422, invalid('Source is too long (maximum is 20000 characters)', 'source_id')],
  ])
  expect((await stage.noah('GET', '/contacts/search?q=half@example.org')).body.payload).toEqual([])
})
