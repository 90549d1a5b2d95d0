import { expect, test } from 'vitest'
import { openStage } from '../contract/stage.ts'
import { addRule, allRead } from './stage.ts'
test('speed', async () => {
  const stage = await openStage({ CONVERSATION_MESSAGE_PER_MINUTE_LIMIT: '100000' })
  const threads: number[] = []
  for (let n = 0; n < 30; n++) threads.push((await stage.omar('POST', '/conversations')).body.id)
  const burst = async (name: string) => {
    const started = performance.now()
    let n = 0
    const times: number[] = []
    await Promise.all(Array.from({ length: 8 }, async () => { while (n < 800) { const t = threads[n++ % 30]; const s = performance.now(); await stage.omar('POST', `/conversations/${t}/messages`, { content: 'hello' }); times.push(performance.now() - s) } }))
    const sent = performance.now() - started
    await allRead(stage)
    while ((await stage.app.db.query(`select 1 from events e where e.id > (select position from event_cursors where name = 'notifications') and e.name in ('message.created') limit 1`)).length) await new Promise((r) => setTimeout(r, 5))
    times.sort((a, b) => a - b)
    console.log(name, Math.round(sent), 'ms sent', Math.round(performance.now() - started - sent), 'ms behind, p50', times[400]!.toFixed(1), 'p99', times[792]!.toFixed(1))
  }
  await burst('warm'); await burst('no rule'); 
  await addRule(stage.maya, 'message_created', [['add_label', 'x']], [{ attribute_key: 'content', filter_operator: 'equal_to', values: ['nope'] }])
  await burst('rule not matching')
  for (const t of threads) await stage.maya('POST', `/conversations/${t}/assignments`, { assignee_id: stage.world.noah.id })
  await burst('assigned: notification each')
  await stage.app.db.query('delete from automation_rules')
  await addRule(stage.maya, 'message_created', [['send_message', 'x'], ['add_label', 'y']], [{ attribute_key: 'message_type', filter_operator: 'equal_to', values: ['incoming'] }])
  await burst('rule acting')
  expect(1).toBe(1)
  await stage.close()
}, 120_000)
