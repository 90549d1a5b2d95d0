import Type from 'typebox'
import { Invalid } from './errors.ts'

/** Seconds for which the old key goes on working beside the new one: 7 days at most, and without it none at all. */
export const OverlapInput = Type.Object({
  overlap: Type.Optional(Type.Unsafe<unknown>({ type: 'integer', minimum: 0, maximum: 604_800, description: 'Seconds for which the old one goes on working' })),
})

const longest = 7 * 24 * 3600

/** Reads `overlap`. Throws 422 for anything that is not meant clearly: a slip must not cut off whoever still uses the old key. */
export function readOverlap({ overlap }: { overlap?: unknown }): number {
  if (overlap === undefined || overlap === null || overlap === '') return 0
  const seconds = typeof overlap === 'number' || (typeof overlap === 'string' && /^\d+$/.test(overlap)) ? Number(overlap) : Number.NaN
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > longest) throw new Invalid(`Overlap must be a number of seconds from 0 to ${longest}`, ['overlap'])
  return seconds
}
