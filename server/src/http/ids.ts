import Type from 'typebox'

export const IdsInput = Type.Array(Type.Unknown(), { description: 'Ids, as numbers or text' })

/** One id. */
export const IdInput = Type.Union([Type.Integer(), Type.String(), Type.Null()])

/** Null for none; 0, which nothing has, for what is no id at all: dropped in silence, it would change what is asked for. */
export function readId(value: unknown): number | null {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return null
  return (typeof value === 'number' || typeof value === 'string') && Number.isSafeInteger(Number(value)) ? Number(value) : 0
}

/** Each id once. Text is taken for a number, which the incumbent refuses; null for what is no id at all: dropped in silence, it could make a list empty. */
export function maybeIds(values: unknown[]): number[] | null {
  const ids = values.filter((value) => value !== '').map((value) => (typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN))
  return ids.every((id) => Number.isSafeInteger(id)) ? [...new Set(ids)] : null
}
