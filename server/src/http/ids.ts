import Type from 'typebox'

export const IdsInput = Type.Array(Type.Unknown(), { description: 'Ids, as numbers or text' })

/** Each id once. Text is taken for a number, which the incumbent refuses; null for what is no id at all: dropped in silence, it could make a list empty. */
export function maybeIds(values: unknown[]): number[] | null {
  const ids = values.filter((value) => value !== '').map((value) => (typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN))
  return ids.every((id) => Number.isSafeInteger(id)) ? [...new Set(ids)] : null
}
