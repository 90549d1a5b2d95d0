/** "Order number" → "order_number" */
export const keyFrom = (name: string): string => name.trim().toLowerCase().replaceAll(/[^\p{L}\p{N}_.-]+/gu, '_').replaceAll(/^_+|_+$/g, '')

export function patternProblem(pattern: string): string | null {
  try {
    RegExp(pattern)
    return null
  } catch {
    return 'This is no regular expression.'
  }
}
