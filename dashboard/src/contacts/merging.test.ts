import { expect, test } from 'vitest'
import { mergedFields } from './merging.ts'

const omar = { name: 'Omar', email: 'omar@example.com', phone_number: null, identifier: null, additional_attributes: { city: 'Berlin' }, custom_attributes: { plan: 'Family', seats: 3 } }
const other = { name: 'Omar H.', email: null, phone_number: '+49151', identifier: '', additional_attributes: { city: 'Berlin', company_name: 'Acme' }, custom_attributes: { seats: 4 } }

test('a merge keeps what the one has, and takes what it lacks', () => {
  expect(mergedFields(omar, other, new Map([['plan', 'Plan']]))).toEqual([
    { label: 'Name', stays: 'Omar', isTaken: false, lost: 'Omar H.' },
    { label: 'E-mail', stays: 'omar@example.com', isTaken: false, lost: null },
    { label: 'Phone', stays: '+49151', isTaken: true, lost: null },
    { label: 'City', stays: 'Berlin', isTaken: false, lost: null },
    { label: 'Company', stays: 'Acme', isTaken: true, lost: null },
    { label: 'Plan', stays: 'Family', isTaken: false, lost: null },
    { label: 'seats', stays: '3', isTaken: false, lost: '4' },
  ])
})
