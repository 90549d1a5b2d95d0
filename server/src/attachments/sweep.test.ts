import { Readable } from 'node:stream'
import { access } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { multipart, openStage, png, type Stage } from '../../test/contract/stage.ts'
import { duplicateFile, filePath, storeFile } from './storage.ts'
import { sweepFiles } from './sweep.ts'

let stage: Stage
let dataDir: string
const stop = new AbortController().signal

beforeAll(async () => {
  stage = await openStage()
  dataDir = stage.app.config.dataDir
})
afterAll(() => stage.close())

const isThere = (key: string) => access(filePath(dataDir, key)).then(() => true, () => false)
const keyIn = (url: string) => /redirect\/(\w{24})\//.exec(url)![1]!
const picture = (field: string, more: Record<string, string> = {}) => {
  const form = new FormData()
  for (const [key, value] of Object.entries(more)) form.append(key, value)
  form.append(field, new Blob([png], { type: 'image/png' }), 'a.png')
  return form
}

test('files that no row refers to are removed when they are old, all others stay', async () => {
  const sent = (await stage.maya('POST', `${stage.thread}/messages`, multipart({ content: 'see' }, [['a.png', 'image/png', png]]))).body.attachments[0].data_url
  const upload = (await stage.maya('POST', '/upload', picture('attachment'))).body.blob_id
  const again = (await stage.maya('POST', `${stage.thread}/messages`, { content: 'again', attachments: [upload] })).body.attachments[0].data_url
  const contact = (await stage.maya('POST', '/contacts', picture('avatar', { name: 'Ada' }))).body.payload.contact.thumbnail
  const inbox = (await stage.maya('PATCH', `/inboxes/${stage.world.inbox.id}`, picture('avatar'))).body.avatar_url
  const profile = (await stage.app.call('PUT', '/api/v1/profile', { token: stage.world.maya.token, body: picture('profile[avatar]') })).body.avatar_url
  const bot = (await stage.maya('POST', '/agent_bots', picture('avatar', { name: 'Robo' }))).body.thumbnail
  const used = [keyIn(sent), upload, ...[again, contact, inbox, profile, bot].map(keyIn)]

  const { blob_key: lost } = await storeFile(dataDir, Readable.from(['lost']))
  const twin = await duplicateFile(dataDir, upload)
  await sweepFiles(stage.app.db, dataDir, stop)
  expect(await Promise.all([...used, lost, twin].map(isThere))).toEqual([...used, lost, twin].map(() => true))
  await sweepFiles(stage.app.db, dataDir, stop, -1)
  expect(await Promise.all([lost, twin].map(isThere))).toEqual([false, false])
  expect(await Promise.all(used.map(isThere))).toEqual(used.map(() => true))
})
