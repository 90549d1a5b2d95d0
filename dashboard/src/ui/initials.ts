const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The first letter as people see it, which may be several code points. */
export const firstLetter = (text: string) => letters.segment(text)[Symbol.iterator]().next().value?.segment.toUpperCase() ?? ''

/** First letters of the first and the last word; "?" for an empty name. */
export function initials(name: string) {
  const words = name.trim().split(/[\s._-]+/).filter(Boolean)
  const last = words.length > 1 ? firstLetter(words.at(-1) ?? '') : ''
  return firstLetter(words[0] ?? '?') + last
}
