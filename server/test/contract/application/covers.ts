import type { Row } from './rows.ts'

/** The name of a test that holds this row of the contract. */
export const row = (name: Row, detail = '') => (detail ? `${name}: ${detail}` : name)
