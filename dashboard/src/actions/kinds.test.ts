import { expect, test } from 'vitest'
import { actionProblem, emptyAction, kindOf } from './kinds.ts'

test('an action says what it still needs', () => {
  expect(['assign_agent', 'add_label', 'send_message', 'send_webhook_event', 'resolve_conversation', 'change_priority', 'send_email_to_team', 'send_attachment'].map((name) => actionProblem(emptyAction(name)))).toEqual([
    'Choose an agent.', 'Choose a label.', 'Write what to say.', 'Enter an address that begins with http:// or https://.', null, null, 'Choose a team.', 'Choose a file.',
  ])
  expect(actionProblem({ action_name: 'assign_team', action_params: [3] })).toBeNull()
  expect(actionProblem({ action_name: 'send_email_to_team', action_params: [{ team_ids: [3], message: '' }] })).toBeNull()
})

test('one that is not known here is kept as it is', () => {
  expect(kindOf('from_the_future')).toMatchObject({ param: 'fixed', label: 'from_the_future' })
})
