import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { startMailbox, type Mailbox } from '../../test/smtp.ts'
import { makeWorld, type World } from '../../test/world.ts'
import { createImport } from './imports.ts'
import { runImports } from './run.ts'
import { storeFile } from '../attachments/storage.ts'
import { systemCause } from '../events/cause.ts'
import { Upload } from '../http/params.ts'
import { Readable } from 'node:stream'

let app: TestApp
let world: World
let mailbox: Mailbox

beforeAll(async () => {
  mailbox = await startMailbox()
  app = await startTestApp(mailbox.env)
  world = await makeWorld(app)
})
afterAll(async () => {
  await app.close()
  await mailbox.close()
})

const call = (method: string, path: string, body?: unknown, token = world.maya.token) => app.call(method, `/api/v1/accounts/${world.account}${path}`, { token, body })
const upload = (content: string | Uint8Array<ArrayBuffer>, name = 'people.csv') => {
  const form = new FormData()
  form.set('import_file', new Blob([content], { type: 'text/csv' }), name)
  return call('POST', '/contacts/import', form)
}
const ended = (address: string) => vi.waitFor(async () => {
  const { body } = await app.call('GET', address, { token: world.maya.token })
  expect(body.finished_at).not.toBeNull()
  return body
}, 20_000)
const bringIn = async (content: string | Uint8Array<ArrayBuffer>) => {
  const { status, headers, body } = await upload(content)
  expect([status, body]).toEqual([200, null])
  return ended(headers.get('location')!)
}
const found = async (email: string) => (await call('GET', `/contacts/search?q=${encodeURIComponent(email)}`)).body.payload[0]

test('a file is brought in: new contacts created, known ones updated, the others told why not', async () => {
  await call('POST', '/contacts', { name: 'Old name', email: 'known@example.org', custom_attributes: { plan: 'free', kept: 1 }, additional_attributes: { city: 'Bonn' } })
  await call('POST', '/custom_attribute_definitions', { attribute_display_name: 'Seats', attribute_key: 'seats', attribute_display_type: 'number', attribute_model: 'contact_attribute' })
  const csv = [
    'id,Name,avatar_url,Email,Phone Number,identifier,Company,city,labels,plan,seats',
    '1,"Lind, Ada",,ADA@csv.test,0049 (151) 555-1234,ada-1,Acme,Köln,"vip,new",pro,12',
    ',,,known@example.org,,,,,vip,pro,',
    '',
    ',"Wrong\r\none",,not an address,abc,,,,,,',
    ',Nameless,,,,,,,,,',
    ',Second,,ada@csv.test,,,,,again,,many',
    ',,,known@example.org,,ada-1,,,,,',
    ',Long,,long@csv.test,,,,,,,,x',
  ].join('\r\n')
  const done = await bringIn(csv)
  expect(done).toMatchObject({ state: 'completed', total: 7, processed: 7, created: 1, updated: 2, failed: 4, error: null, file_name: 'people.csv' })
  expect(done.errors).toEqual([
    { line: 5, message: 'Email Invalid email, Phone number should be in e164 format' },
    { line: 7, message: 'Row has neither email, phone number nor identifier' },
    { line: 9, message: 'Email has already been taken' },
    { line: 10, message: 'Row has more cells than the header' },
  ])
  expect(await found('ada@csv.test')).toMatchObject({
    name: 'Second', phone_number: '+491515551234', identifier: 'ada-1', additional_attributes: { company_name: 'Acme', city: 'Köln' }, custom_attributes: { plan: 'pro', seats: 'many' },
  })
  expect(await found('known@example.org')).toMatchObject({ name: 'Old name', custom_attributes: { plan: 'pro', kept: 1 }, additional_attributes: { city: 'Bonn' } })
  expect(await app.db.query(`select label_list from contacts where email = 'ada@csv.test'`)).toEqual([{ label_list: ['vip', 'new', 'again'] }])
  const events = await app.db.query(`select name, actor ->> 'type' as type from events where subject -> 'contact' ->> 'email' = 'ada@csv.test' order by id`)
  expect(events).toEqual([{ name: 'contact.created', type: 'import' }, { name: 'contact.updated', type: 'import' }])

  const failed = await app.call('GET', new URL(done.failed_rows_url).pathname, { token: world.maya.token })
  expect(failed.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(failed.body.split('\n').slice(0, 3)).toEqual([
    'id,name,avatar_url,email,phone_number,identifier,company,city,labels,plan,seats,errors',
    ',"Wrong', 'one",,not an address,abc,,,,,,,"Email Invalid email, Phone number should be in e164 format"',
  ])
  const [mail] = await mailbox.waitFor(1)
  expect([mail!.to, mail!.raw]).toEqual([['maya@acme.test'], expect.stringContaining('1 contacts were created, 2 updated, 4 rows failed.')])
  expect((await call('GET', '/contacts/imports')).body.payload[0]).toEqual(done)
})

test('a file of failed rows can be corrected and imported', async () => {
  const { failed_rows_url } = await bringIn('email,name\nnobody,Bo')
  const { body } = await app.call('GET', new URL(failed_rows_url).pathname, { token: world.maya.token })
  expect(body).toBe('email,name,errors\nnobody,Bo,Email Invalid email\n')
  expect(await bringIn(body.replace('nobody', 'bo@csv.test').replaceAll(',Email Invalid email', ','))).toMatchObject({ created: 1, failed: 0 })
  expect(await found('bo@csv.test')).toMatchObject({ name: 'Bo', custom_attributes: {} })
})

test('rows that say what no contact can hold fail alone', async () => {
  const nul = String.raw`"{""a"":""\u0000""}"`
  const done = await bringIn(`email,blocked,custom_attributes\nodd@csv.test,constructor,\nnul@csv.test,,${nul}\nfine@csv.test,true,"{""a"":1}"`)
  expect(done).toMatchObject({
    state: 'completed', created: 1, failed: 2, errors: [{ message: 'blocked must be true or false' }, { message: 'Custom attributes contains invalid characters' }],
  })
})

test('what a spreadsheet would take for a formula is guarded in the file of failed rows, too', async () => {
  const { failed_rows_url } = await bringIn('email,name,phone_number\nnobody,=1+1,+49 151 1')
  const { body } = await app.call('GET', new URL(failed_rows_url).pathname, { token: world.maya.token })
  expect(body).toContain("nobody,'=1+1,+49 151 1,")
})

describe('files as spreadsheets save them', () => {
  const utf16 = (text: string) => new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]))
  const cases: [string, string | Uint8Array<ArrayBuffer>][] = [
    ['UTF-8 with a mark', '\ufeffemail,name\numl@csv.test,Jürgen'],
    ['Windows', new Uint8Array(Buffer.from('email;name\r\numl@csv.test;J\u00fcrgen', 'latin1'))],
    ['UTF-16', utf16('email\tname\r\numl@csv.test\tJürgen')],
    ['old Macs', 'email,name\ruml@csv.test,Jürgen'],
    ['blank lines and blank columns', '\n\nemail,name\n,\numl@csv.test,Jürgen\n\n'],
    ['quotes', 'email,"name"\n"uml@csv.test","Jürgen"'],
  ]
  test.each(cases)('%s', async (_, content) => {
    await app.db.query(`delete from contacts where email = 'uml@csv.test'`)
    expect(await bringIn(content)).toMatchObject({ state: 'completed', total: 1, created: 1, failed: 0 })
    expect((await found('uml@csv.test')).name).toBe('Jürgen')
  })

  test('what an export has guarded is itself again', async () => {
    await bringIn(`email,name\nformula@csv.test,"'=1+1"`)
    expect((await found('formula@csv.test')).name).toBe('=1+1')
  })
})

describe('refuses', () => {
  test.each([
    ['name,city\nAda,Bonn', 'Wrong header: "name", "city" lacks a column to tell contacts apart by: email, phone_number or identifier'],
    ['emial,name\na@b.c,Ada', 'Wrong header: "emial", "name" lacks a column to tell contacts apart by: email, phone_number or identifier'],
    ['email,name,Email', 'Wrong header: the column "Email" comes twice'],
    ['email,,name', 'Wrong header: column 2 has no name'],
    ['email,what?', 'Wrong header: "what?" is no column of contacts, and no key of a custom attribute, which has letters, numbers, underscores, hyphens and dots only'],
    [`email,${'x'.repeat(256)}`, 'is no column of contacts'],
    ['\n \n', 'File is blank'],
    ['"email', 'The file is no CSV: '],
    [new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), 'Wrong header: '],
  ])('%s', async (content, error) => {
    const { status, body } = await upload(content)
    expect([status, Object.keys(body)]).toEqual([422, ['error']])
    expect(body.error).toContain(error)
  })

  test('what is no file, and agents', async () => {
    for (const body of [undefined, {}, { import_file: 'email\na@b.c' }, new FormData()]) {
      expect(await call('POST', '/contacts/import', body)).toMatchObject({ status: 422, body: { error: 'File is blank' } })
    }
    expect(await upload('')).toMatchObject({ status: 422, body: { error: 'File is blank' } })
    for (const path of ['/contacts/imports', '/contacts/imports/1', '/contacts/imports/1/failed_rows']) expect((await call('GET', path, undefined, world.noah.token)).status).toBe(401)
    expect((await call('POST', '/contacts/import', undefined, world.noah.token)).status).toBe(401)
    expect((await call('GET', '/contacts/imports/999999')).status).toBe(404)
  })

  test('a file that breaks off, before anything is in', async () => {
    const broken = await bringIn(`email,name\n${'a@broken.test,A\n'.repeat(200)}b@broken.test,"open`)
    expect(broken).toMatchObject({ state: 'failed', processed: 0, total: null, error: expect.stringContaining('Quote Not Closed') })
    expect(await found('broken.test')).toBeUndefined()
  })
})

test('an import that a server leaves behind goes on where it was, once', async () => {
  const rows = Array.from({ length: 230 }, (_, n) => `row${n}@resumed.test,${n === 60 ? 'x'.repeat(256) : `Row ${n}`}`)
  const stored = await storeFile(app.config.dataDir, Readable.from([`email,name\n${rows.join('\n')}`]))
  const file = new Upload({ file_name: 'resumed.csv', content_type: 'text/csv', ...stored })
  // Made and taken in one go, so that the app's own job does not come first; stopped after the second batch.
  const stop = new AbortController()
  const { id } = await createImport(app.db, systemCause, { id: world.account }, app.config.dataDir, file)
  let batches = 0
  const db = { ...app.db, transaction: async <T>(work: Parameters<typeof app.db.transaction<T>>[0]) => {
    if (++batches === 2) stop.abort()
    return app.db.transaction(work)
  } }
  await runImports({ db, config: app.config }, stop.signal)
  const done = await ended(`/api/v1/accounts/${world.account}/contacts/imports/${id}`)
  expect(done).toMatchObject({ state: 'completed', total: 230, processed: 230, created: 229, updated: 0, failed: 1, errors: [{ line: 62, message: expect.stringContaining('Name is too long') }] })
  expect(await app.db.query(`select count(*) from contacts where email like '%@resumed.test'`)).toEqual([{ count: 229 }])
  expect(await app.db.query(`select count(*) from events where name = 'contact.created' and subject -> 'contact' ->> 'email' like '%@resumed.test'`)).toEqual([{ count: 229 }])
})

test('an import whose server was killed goes on when its claim has lapsed, and no row is in twice', async () => {
  const rows = Array.from({ length: 120 }, (_, n) => `row${n}@killed.test`)
  const stored = await storeFile(app.config.dataDir, Readable.from([`email\n${rows.join('\n')}`]))
  const [{ id }] = await app.db.query<{ id: number }>(
    `insert into contact_imports (account_id, cause, file_name, blob_key, columns, claimed_until) values ($1, $2, 'killed.csv', $3, '{email}', now() + interval '1 hour') returning id`,
    [world.account, JSON.stringify(systemCause), stored.blob_key]) as [{ id: number }]
  let batches = 0
  const db = {
    ...app.db,
    // The claim of the test's own run, past the one that keeps the app's job away; gone in the middle of the second batch.
    query: ((text: string, ...rest: unknown[]) => app.db.query(text.replace('claimed_until is null or claimed_until < now()', `id = ${id}`), ...rest as [])) as typeof app.db.query,
    transaction: <T>(work: Parameters<typeof app.db.transaction<T>>[0]) => app.db.transaction(async (query) => {
      const outcome = await work(query)
      if (++batches === 2) throw new Error('killed')
      return outcome
    }),
  }
  await expect(runImports({ db, config: app.config }, new AbortController().signal)).rejects.toThrow('killed')
  const address = `/api/v1/accounts/${world.account}/contacts/imports/${id}`
  expect((await app.call('GET', address, { token: world.maya.token })).body).toMatchObject({ state: 'running', total: 120, processed: 50, created: 50, finished_at: null })
  await app.db.query(`update contact_imports set claimed_until = now() - interval '1 s' where id = $1`, [id])
  expect(await ended(address)).toMatchObject({ state: 'completed', processed: 120, created: 120, updated: 0, failed: 0 })
  expect(await app.db.query(`select count(*) from events where name = 'contact.created' and subject -> 'contact' ->> 'email' like '%@killed.test'`)).toEqual([{ count: 120 }])
})
