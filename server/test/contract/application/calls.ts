import { expect } from 'vitest'
import type { Answer } from '../../harness.ts'
import type { Ask } from '../stage.ts'
import { expectForm, type Form } from '../form.ts'

/** One line of a table of calls that are refused: who asks for what with which body, and the whole answer. */
export type Refusal = [who: Ask, method: string, path: string, body: unknown, status: number, answer: unknown]

export async function expectRefusals(refusals: Refusal[]): Promise<void> {
  for (const [who, method, path, body, status, answer] of refusals) {
    const given = await who(method, path, body)
    expect([method, path, body, given.status, given.body]).toEqual([method, path, body, status, answer])
  }
}

/** Status 200 and this form; answers the body. */
export function expectAnswer({ status, body }: Answer, form: Form): any {
  expect({ status, body }).toMatchObject({ status: 200 })
  expectForm(body, form)
  return body
}

/** Nothing but the status. */
export const expectHead = ({ status, body }: Answer, wanted = 200) => expect({ status, body }).toEqual({ status: wanted, body: null })

// Answers that many calls are given (application API §0.5).
export const notFound = { error: 'Resource could not be found' }
export const notYours = { error: 'You are not authorized to do this action' }
export const invalid = (message: string, ...attributes: string[]) => ({ message, attributes })
