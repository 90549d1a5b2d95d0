import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { agent } from '../forms.ts'
import { openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, notFound, notYours } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.10.

const macro = {
  id: 'int', name: 'text', visibility: '=personal|=global|null', 'created_by?': agent, 'updated_by?': agent, account_id: 'int',
  actions: [{ action_name: 'text', action_params: ['text|int|null'] }],
} as const
const close = {
  name: 'Close', visibility: 'global',
  actions: [
    { action_name: 'send_message', action_params: ['Bye, {{contact.name}}'] }, { action_name: 'add_label', action_params: ['done', 'kind'] },
    { action_name: 'assign_agent', action_params: ['self'] }, { action_name: 'change_priority', action_params: ['high'] }, { action_name: 'resolve_conversation', action_params: [] },
  ],
}

let stage: Stage
let id: number
const namesOf = (body: any) => body.payload.map(({ name }: { name: string }) => name)

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.app.db.query('delete from macros')
  id = (await stage.maya('POST', '/macros', close)).body.payload.id
})

test(row('4.10 POST /macros'), async () => {
  const { payload } = expectAnswer(await stage.maya('POST', '/macros', close), { payload: macro })
  expect(payload).toMatchObject({ ...close, account_id: stage.world.account, created_by: { id: stage.world.maya.id }, updated_by: { id: stage.world.maya.id } })
  expect((await stage.noah('POST', '/macros', close)).body.payload).toMatchObject({ visibility: 'personal' })
  expect((await stage.maya('POST', '/macros', { name: 'Silent' })).body.payload).toMatchObject({ visibility: null, actions: [] })
  const unsupported = (...names: string[]) => ({ error: { actions: [`Macro execution actions ${names.join(',')} not supported.`] } })
  await expectRefusals([
    [stage.maya, 'POST', '/macros', {}, 422, { error: { name: ["can't be blank"] } }],
    [stage.maya, 'POST', '/macros', { ...close, visibility: 'secret' }, 422, { error: "'secret' is not a valid visibility" }],
    [stage.maya, 'POST', '/macros', { ...close, actions: ['send_email_to_team', 'open_conversation', 'pending_conversation', 'fly'].map((action_name) => ({ action_name, action_params: [] })) }, 422,
      unsupported('send_email_to_team', 'open_conversation', 'pending_conversation', 'fly')],
  ])
})

test(row('4.10 GET /macros', 'those of all and one\'s own, by id'), async () => {
  await stage.noah('POST', '/macros', { ...close, name: 'Mine' })
  await stage.maya('POST', '/macros', { ...close, name: 'Hers', visibility: 'personal' })
  expect(namesOf(expectAnswer(await stage.noah('GET', '/macros'), { payload: [macro] }))).toEqual(['Close', 'Mine'])
  expect(namesOf((await stage.maya('GET', '/macros')).body)).toEqual(['Close', 'Hers'])
})

test(row('4.10 GET /macros/{id}', 'an unknown one is 404 with no body'), async () => {
  expect(expectAnswer(await stage.noah('GET', `/macros/${id}`), { payload: macro }).payload).toMatchObject({ id, name: 'Close' })
  const own = (await stage.noah('POST', '/macros', close)).body.payload.id
  for (const path of ['/macros/999999', `/macros/${own}`]) expectHead(await stage.maya('GET', path), 404)
})

test(row('4.10 PATCH /macros/{id}', 'a visibility that is not said is none'), async () => {
  expect(expectAnswer(await stage.maya('PATCH', `/macros/${id}`, { name: 'Shut', visibility: 'global' }), { payload: macro }).payload).toMatchObject({ name: 'Shut', visibility: 'global', actions: close.actions })
  expect((await stage.maya('PUT', `/macros/${id}`, { actions: [] })).body.payload).toMatchObject({ name: 'Shut', visibility: null, actions: [] })
  const shared = (await stage.maya('POST', '/macros', close)).body.payload.id
  await expectRefusals([
    [stage.noah, 'PATCH', `/macros/${shared}`, { name: 'x' }, 401, notYours], [stage.maya, 'PATCH', '/macros/999999', { name: 'x' }, 404, notFound],
    [stage.maya, 'PATCH', `/macros/${shared}`, { name: ' ' }, 422, { error: { name: ["can't be blank"] } }],
  ])
})

test(row('4.10 DELETE /macros/{id}'), async () => {
  await expectRefusals([[stage.noah, 'DELETE', `/macros/${id}`, undefined, 401, notYours], [stage.maya, 'DELETE', '/macros/999999', undefined, 404, notFound]])
  expectHead(await stage.maya('DELETE', `/macros/${id}`))
  expect((await stage.maya('GET', '/macros')).body).toEqual({ payload: [] })
})

test(row('4.10 POST /macros/{id}/execute', 'in the caller\'s name, in conversations that it sees'), async () => {
  const other = (await stage.omar('POST', '/conversations')).body.id
  expectHead(await stage.noah('POST', `/macros/${id}/execute`, { conversation_ids: [stage.world.conversation, other, other, 999_999] }))
  for (const conversation of [stage.world.conversation, other]) {
    const { body } = await stage.maya('GET', `/conversations/${conversation}`)
    expect(body).toMatchObject({ status: 'resolved', priority: 'high', labels: ['done', 'kind'], meta: { assignee: { id: stage.world.noah.id } } })
    const said = (await stage.maya('GET', `/conversations/${conversation}/messages`)).body.payload.filter(({ message_type }: any) => message_type === 1)
    expect(said).toMatchObject([{ content: 'Bye, Omar', sender: { id: stage.world.noah.id }, content_attributes: {} }])
  }
  expectHead(await stage.noah('POST', `/macros/${id}/execute`, {}))
  await expectRefusals([[stage.noah, 'POST', '/macros/999999/execute', { conversation_ids: [] }, 404, notFound]])
})
