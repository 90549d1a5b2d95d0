import { expect } from 'vitest'
import { heardBefore } from '../cable/client.ts'
import { newCustomer } from './customer.ts'
import { picture } from './pictures.ts'
import { row, type Story } from './stage.ts'

export type Omar = Awaited<ReturnType<typeof newCustomerWrites>>

const form = { name: 'Return form.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') }

/** A customer writes: the conversation stands in both lists without a reload, unread, and counted. */
export async function newCustomerWrites({ origin, sink, maya, noah, shoot }: Story, inbox: string) {
  const omar = await newCustomer(origin, inbox, { name: 'Omar Haddad', email: 'omar@example.test', phone_number: '+4915112345678', custom_attributes: { plan: 'Family', orders: 12 } })
  const ears = await omar.listen()
  await omar.write('Hello! Where is my parcel?')
  for (const { page } of [maya, noah]) {
    await row(page, /Omar Haddad, 1 unread, Hello! Where is my parcel\?/).waitFor()
    await page.getByRole('tab', { name: 'Unassigned 1' }).waitFor()
  }
  await sink.waitFor(({ body }) => body.event === 'message_created' && body.content === 'Hello! Where is my parcel?')
  await shoot('conversations-unread', { ready: 'Omar Haddad' })

  // Who reads takes the badge from every list.
  await row(maya.page, /Omar Haddad/).click()
  await maya.page.getByRole('log').getByText('Hello! Where is my parcel?').waitFor()
  await row(noah.page, /Omar Haddad, Hello!/).waitFor()

  // Typing, both ways and between colleagues.
  await omar.typing(true)
  await maya.page.getByText('Omar Haddad is typing').waitFor()
  await row(noah.page, /Omar Haddad, Typing…/).waitFor()
  await row(noah.page, /Omar Haddad/).click()
  await maya.page.getByRole('textbox', { name: 'Reply' }).pressSequentially('It left')
  await noah.page.getByText(/Maya Lind are typing|Maya Lind is typing/).waitFor()
  await ears.hear('conversation.typing_on', ({ user }) => user.name === 'Maya Lind')
  await omar.typing(false)
  return { ...omar, ears }
}

/** The reply is at the customer's socket and the receiver, with its mark; a note is at neither the socket nor the history. */
export async function answer({ sink, maya, noah, shoot }: Story, omar: Omar) {
  const composer = maya.page.getByRole('textbox', { name: 'Reply' })
  await composer.fill('It left **this morning**: https://track.example/42')
  await composer.press('Enter')
  const heard = await omar.ears.hear('message.created', ({ message_type }) => message_type === 1)
  expect(heard).toMatchObject({ content: 'It left **this morning**: https://track.example/42', sender: { name: 'Maya Lind' } })
  await sink.waitFor(({ body }) => body.event === 'message_created' && body.id === heard.id && body.message_type === 'outgoing')
  const sent = maya.page.getByRole('article', { name: /^You/ })
  await sent.getByRole('button', { name: /^Sent/ }).waitFor()
  expect(await sent.locator('strong').innerText()).toBe('this morning')
  await noah.page.getByRole('article', { name: /^Maya Lind/ }).getByText('this morning').waitFor()
  await sent.getByRole('button', { name: /^Sent/ }).click()
  await maya.page.getByRole('dialog').getByText('message_created').waitFor()
  await shoot('thread-callbacks', { ready: 'Callbacks of this message', open: (on) => on.getByRole('button', { name: /^Sent/ }).tap() })
  await maya.page.keyboard.press('Escape')
  await omar.read()
  await sent.getByRole('button', { name: /^Read/ }).waitFor()

  // Noah's note is there for Maya alone.
  await noah.page.getByRole('button', { name: 'Private note' }).click()
  await noah.page.getByRole('textbox', { name: 'Private note' }).fill('The carrier says Tuesday')
  await noah.page.getByRole('button', { name: 'Add note' }).click()
  await maya.page.getByRole('article', { name: /^Private note by Noah Berg/ }).getByText('The carrier says Tuesday').waitFor()

  // Pictures and files, both ways.
  await omar.attach('This one', new File([picture(640, 400)], 'parcel label.png', { type: 'image/png' }))
  await maya.page.getByRole('button', { name: 'Open picture parcel label.png' }).waitFor()
  await maya.page.locator('input[type=file]').setInputFiles(form)
  await maya.page.getByText('Return form.pdf').waitFor()
  await shoot('thread-composing', { ready: 'Return form.pdf', open: async (on) => { await on.getByRole('button', { name: 'Open picture' }).first().waitFor(); await on.locator('input[type=file]').setInputFiles(form) } })
  await maya.page.getByRole('button', { name: 'Send' }).click()
  await omar.ears.hear('message.created', ({ attachments }) => attachments?.[0]?.data_url.includes('Return'))
  await maya.page.getByRole('button', { name: 'Open picture parcel label.png' }).click()
  await shoot('thread-picture', { ready: 'parcel label.png', open: (on) => on.getByRole('button', { name: 'Open picture' }).first().tap() })
  await maya.page.keyboard.press('Escape')

  const told = [...omar.ears.heard, ...(await heardBefore(omar.ears.client)).flatMap(({ message }) => message ?? [])]
  expect(JSON.stringify(told)).not.toContain('carrier')
  expect(await omar.history()).not.toContain('The carrier says Tuesday')
}

/** Assign, resolve, reopen, snooze: each is in the other window at once, and in both the thread says who did it. */
export async function handOver({ maya, noah, shoot }: Story) {
  await maya.page.getByRole('button', { name: 'Unassigned' }).click()
  await shoot('thread-assign', { ready: 'Assign to me', open: (on) => on.getByRole('button', { name: 'Unassigned' }).tap() })
  await maya.page.getByRole('menuitemradio', { name: 'Noah Berg' }).click()
  await noah.page.getByRole('button', { name: 'Assigned to Noah Berg' }).waitFor()
  await noah.page.getByRole('tab', { name: 'Mine 1' }).waitFor()
  await shoot('thread', { ready: 'It left' })
  await maya.page.getByRole('button', { name: 'Show the customer' }).last().click()
  await shoot('thread-customer', { ready: 'Customer attributes', open: (on) => on.getByRole('button', { name: 'Omar Haddad: show the customer' }).tap() })
  await maya.page.getByRole('complementary', { name: 'Customer' }).getByRole('button', { name: 'Close' }).click()

  await noah.page.getByRole('button', { name: 'Resolve' }).click()
  await maya.page.getByRole('button', { name: 'Reopen' }).waitFor()
  await maya.page.getByText('Conversation was marked resolved by Noah Berg').waitFor()
  await shoot('thread-resolved', { ready: 'Resolved' })
  await maya.page.getByRole('button', { name: 'Reopen' }).click()
  await noah.page.getByRole('button', { name: 'Resolve' }).waitFor()
  await noah.page.getByRole('button', { name: 'Snooze' }).click()
  await noah.page.getByRole('menuitem', { name: 'Until tomorrow' }).click()
  await maya.page.getByText(/Snoozed until/).first().waitFor()
  await shoot('thread-snoozed', { ready: 'Snoozed until' })
  await maya.page.getByRole('button', { name: /^Status: / }).click()
  await shoot('conversations-filter', { ready: 'Pending', open: async (on) => { await on.getByRole('link', { name: 'Back to the list' }).tap(); await on.getByRole('button', { name: /^Status: / }).tap() } })
  await maya.page.getByRole('menuitemradio', { name: 'Snoozed' }).click()
  await row(maya.page, /Omar Haddad.*snoozed/).waitFor()
  await maya.page.getByRole('button', { name: 'Reopen' }).click()
  await maya.page.getByText('No snoozed conversations').waitFor()
  await maya.page.getByRole('link', { name: 'All', exact: true }).click()
  await row(maya.page, /Omar Haddad/).click()
}
